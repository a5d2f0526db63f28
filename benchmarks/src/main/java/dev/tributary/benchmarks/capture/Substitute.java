package dev.tributary.benchmarks.capture;

import dev.tributary.benchmarks.contender.Contender;
import dev.tributary.benchmarks.contender.JavaProcess;
import dev.tributary.benchmarks.contender.Task;
import dev.tributary.benchmarks.measure.Await;
import dev.tributary.benchmarks.run.Cluster;
import dev.tributary.benchmarks.run.LogWatch;
import dev.tributary.benchmarks.run.RunOptions;
import dev.tributary.benchmarks.workload.Topics;
import dev.tributary.localstack.Addresses;
import dev.tributary.localstack.Companion;
import dev.tributary.localstack.LocalStack;
import dev.tributary.tools.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A contender that works in the place of the application, on an output of its own, and begins with the first change event. */
final class Substitute implements AutoCloseable {

    private static final int PARTITIONS = 4;
    private static final Duration READY = Duration.ofSeconds(90);

    private final Task task;
    private final Cluster cluster;
    private final Companion process;

    private Substitute(Task task, Cluster cluster, Companion process) {
        this.task = task;
        this.cluster = cluster;
        this.process = process;
    }

    /** Returns when it works. */
    static Substitute start(
            LocalStack stack, Cluster cluster, Path project, Contender contender, Topics inputs, RunOptions options)
            throws IOException, InterruptedException {
        String group = "instead-" + contender.name();
        Path files = Files.createDirectories(project.resolve("benchmarks/target/runs"));
        Path log = files.resolve(group + ".log");
        Files.deleteIfExists(log);
        Addresses addresses = stack.addresses();
        Task task = new Task(
                addresses.bootstrapServers(),
                addresses.schemaRegistry(),
                inputs,
                group + ".output",
                group,
                Files.createTempDirectory(files, group),
                PARTITIONS,
                options.threads(),
                options.commitMillis(),
                0);
        cluster.create(task.output(), PARTITIONS);
        JavaProcess java = contender.process(project, task);
        Companion process = stack.startBeside(java.command(List.of(), options.flags()), java.environment(), log);
        Substitute substitute = new Substitute(task, cluster, process);
        LogWatch watch = new LogWatch(log);
        Await.until(
                () -> contender.name() + " does not work:\n" + watch.lastWords(),
                READY,
                Duration.ofMillis(20),
                () -> watch.says(contender.ready()) || substitute.failIfDead(watch));
        return substitute;
    }

    private boolean failIfDead(LogWatch watch) {
        if (!process.isAlive()) {
            throw ToolException.failed(task.group() + " has ended:\n" + watch.lastWords());
        }
        return false;
    }

    String output() {
        return task.output();
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        try {
            process.stop();
        } catch (InterruptedException e) {
            // Its guard still ends it.
            Thread.currentThread().interrupt();
        }
        cluster.deleteAll(task.group());
    }
}
