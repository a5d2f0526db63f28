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

    /**
     * Each checkpoint is work of its own, whatever there is to join. What is common in production; a tenth of a second, at
     * which the Streams contenders commit, costs Flink more than the join does.
     */
    private static final int CHECKPOINT_MILLIS = 10_000;

    @Override
    public JavaProcess process(Path project, Task task) {
        List<String> arguments = task.arguments();
        arguments.add("--parallelism=" + task.threads());
        arguments.add("--upsert-materialize=" + materialize);
        arguments.add("--checkpoint-ms=" + CHECKPOINT_MILLIS);
        arguments.add("--guarantee=" + guarantee);
        Path target = target(project);
        String classpath = target.resolve("classes") + ":" + target.resolve("lib") + "/*";
        // The peer's own, after those of all contenders: they win.
        List<String> flags = List.of("@" + target.resolve("classes/dev/tributary/benchmarks/flink/jvm-options"));
        return new JavaProcess(flags, classpath, "dev.tributary.benchmarks.flink.FlinkJoin", arguments, Map.of());
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
