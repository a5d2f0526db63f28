package dev.tributary.benchmarks.contender;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A contender of this module: a main class in {@code peers}. */
record Peer(String name, String description, String mainClass, List<String> options, Output output, Duration patience)
        implements Contender {

    Peer(String name, String description, String mainClass, List<String> options, Output output) {
        this(name, description, mainClass, options, output, Duration.ofSeconds(45));
    }

    /** One that may write nothing for long does so between any two of its commits. */
    @Override
    public Duration quiet() {
        return patience.toSeconds() > 60 ? Duration.ofSeconds(35) : Contender.super.quiet();
    }

    @Override
    public JavaProcess process(Path project, Task task) {
        List<String> arguments = task.arguments();
        arguments.add("--threads=" + task.threads());
        arguments.add("--commit-ms=" + task.commitMillis());
        arguments.add("--contract=" + task.inputs().dataSet().contract(project));
        arguments.addAll(options);
        return PeerProcess.of(project, mainClass, arguments);
    }
}
