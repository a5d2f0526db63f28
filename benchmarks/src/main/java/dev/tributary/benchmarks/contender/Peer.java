package dev.tributary.benchmarks.contender;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A contender of this module: a main class in {@code peers}. */
record Peer(String name, String description, String mainClass, List<String> options, Output output, Duration patience)
        implements Contender {

    private static final String PACKAGE = "dev.tributary.benchmarks.peers.";

    Peer(String name, String description, String mainClass, List<String> options, Output output) {
        this(name, description, mainClass, options, output, Duration.ofSeconds(45));
    }

    @Override
    public JavaProcess process(Path project, Task task) {
        List<String> arguments = task.arguments();
        arguments.add("--threads=" + task.threads());
        arguments.add("--commit-ms=" + task.commitMillis());
        arguments.addAll(options);
        return new JavaProcess(List.of(), classpath(project), PACKAGE + mainClass, arguments, Map.of());
    }

    static String classpath(Path project) {
        List<String> entries = new ArrayList<>();
        entries.add(project.resolve("benchmarks/target/classes").toString());
        entries.add(project.resolve("benchmarks/target/lib").toString() + "/*");
        return String.join(":", entries);
    }
}
