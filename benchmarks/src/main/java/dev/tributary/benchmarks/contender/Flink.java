package dev.tributary.benchmarks.contender;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The same join in Flink SQL.
 *
 * @param materialize {@code auto}, or {@code none}, with which changes of an order that come by different ways can end in the
 *     wrong order
 */
record Flink(String name, String description, String materialize, String guarantee) implements Contender {

    /** What Flink's own start scripts open to it on a new Java. */
    private static final List<String> FLAGS = List.of(
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent.locks=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-opens=java.base/java.net=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "--add-opens=java.base/java.text=ALL-UNNAMED",
            "--add-opens=java.base/java.time=ALL-UNNAMED",
            "--add-exports=java.base/sun.net.util=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    @Override
    public JavaProcess process(Path project, Task task) {
        List<String> arguments = task.arguments();
        arguments.add("--parallelism=" + task.threads());
        arguments.add("--upsert-materialize=" + materialize);
        arguments.add("--checkpoint-ms=" + task.commitMillis());
        arguments.add("--guarantee=" + guarantee);
        Path target = target(project);
        String classpath = target.resolve("classes") + ":" + target.resolve("lib") + "/*";
        return new JavaProcess(flags(), classpath, "dev.tributary.benchmarks.flink.FlinkJoin", arguments, Map.of());
    }

    private static List<String> flags() {
        // The last one is only known to newer ones.
        return Runtime.version().feature() >= 23 ? FLAGS : FLAGS.subList(0, FLAGS.size() - 1);
    }

    @Override
    public Output output() {
        return Output.JOINED;
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(90);
    }

    @Override
    public Optional<String> absence(Path project) {
        return Files.isDirectory(target(project).resolve("classes"))
                ? Optional.empty()
                : Optional.of("benchmarks/flink is not built");
    }

    private static Path target(Path project) {
        return project.resolve("benchmarks/flink/target");
    }
}
