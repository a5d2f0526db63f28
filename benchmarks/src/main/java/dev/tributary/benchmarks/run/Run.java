package dev.tributary.benchmarks.run;

import dev.tributary.benchmarks.contender.Contender;
import dev.tributary.benchmarks.contender.JavaProcess;
import dev.tributary.benchmarks.contender.Task;
import dev.tributary.benchmarks.measure.Await;
import dev.tributary.benchmarks.measure.ProcessStat;
import dev.tributary.benchmarks.measure.Sample;
import dev.tributary.benchmarks.workload.Expected;
import dev.tributary.benchmarks.workload.Topics;
import dev.tributary.localstack.Companion;
import dev.tributary.tools.ToolException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** A contender at work, on an output, a group and a state directory of its own; all of them go when it is closed. */
public final class Run implements AutoCloseable {

    private static final Duration READY = Duration.ofSeconds(90);
    private static final Duration INTERVAL = Duration.ofMillis(50);
    private static final Duration IDLE_WITHIN = Duration.ofMinutes(5);
    private static final int IDLE_SECONDS = 2;
    /** One that works has a core and more. */
    private static final double IDLE_CORES = 0.3;

    private final Servers servers;
    private final Contender contender;
    private final Task task;
    private final RunOptions options;
    private final Path log;
    private final List<TopicPartition> output;
    private final OutputReader reader;
    private final Oracle oracle;
    /** The first is the one whose log is watched. */
    private List<Companion> processes;

    private long startedAt;

    private Run(Servers servers, Contender contender, Task task, RunOptions options) throws IOException {
        this.servers = servers;
        this.contender = contender;
        this.task = task;
        this.options = options;
        this.log = servers.files().resolve(task.group() + ".log");
        this.oracle = Oracle.of(contender.output(), task.inputs().dataSet(), servers.registry());
        this.output = servers.cluster().partitions(List.of(task.output()));
        this.reader = new OutputReader(servers.bootstrap(), output, oracle);
        this.startedAt = System.nanoTime();
        this.processes = launch();
    }

    /** Returns when the process was started. */
    public static Run start(Servers servers, Contender contender, Topics inputs, int partitions, RunOptions options)
            throws IOException {
        // Names of variants have spaces in them, names of topics have none.
        String group = servers.fresh("run-" + contender.name().replaceAll("[^A-Za-z0-9._-]", "-"));
        String output = group + ".output";
        servers.cluster().create(output, partitions);
        Task task = new Task(
                servers.bootstrap(),
                servers.stack().addresses().schemaRegistry(),
                inputs,
                output,
                group,
                Files.createDirectories(servers.files().resolve(group)),
                partitions,
                options.threads(),
                options.commitMillis(),
                freePort());
        return new Run(servers, contender, task, options);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private List<Companion> launch() throws IOException {
        List<Companion> launched = new ArrayList<>(List.of(launch(task, log)));
        for (int more = 2; more <= options.processes(); more++) {
            Path directory = task.stateDir().resolve("process-" + more);
            Files.createDirectories(directory);
            launched.add(launch(task.withStateDir(directory), log.resolveSibling(task.group() + "-" + more + ".log")));
        }
        return launched;
    }

    private Companion launch(Task one, Path output) throws IOException {
        JavaProcess java = contender.process(servers.project(), one);
        return servers.stack()
                .startBeside(java.command(options.wrapper(), options.flags()), java.environment(), output);
    }

    public Task task() {
        return task;
    }

    public long pid() {
        return processes.getFirst().pid();
    }

    public LogWatch log() {
        return new LogWatch(log);
    }

    /** When the process was started, by {@link System#nanoTime()}. */
    public long startedAt() {
        return startedAt;
    }

    /** Returns when it says that it works: after how long. */
    public Duration awaitReady() throws InterruptedException {
        LogWatch watch = log();
        Await.until(
                () -> contender.name() + " does not work:\n" + watch.lastWords(),
                READY,
                Duration.ofMillis(5),
                () -> watch.says(contender.ready()) || failIfDead());
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    /** Returns when it has nothing to do, as its processes' CPU time says. */
    public void awaitIdle() throws InterruptedException {
        long end = System.nanoTime() + IDLE_WITHIN.toNanos();
        int idle = 0;
        Sample before = sample();
        while (idle < IDLE_SECONDS) {
            Thread.sleep(Duration.ofSeconds(1));
            Sample now = sample();
            double cores = 1e3 * (now.clientCpu() - before.clientCpu()) / (now.nanos() - before.nanos());
            idle = cores < IDLE_CORES ? idle + 1 : 0;
            before = now;
            if (now.nanos() > end) {
                throw ToolException.failed(contender.name() + " is still at work " + IDLE_WITHIN.toMinutes()
                        + " minutes after its output" + " was right, before the measurement");
            }
        }
    }

    /** Returns when its view answers: where it is. */
    public URI awaitView() throws InterruptedException {
        URI base = URI.create("http://127.0.0.1:" + task.httpPort() + "/");
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest ready =
                    HttpRequest.newBuilder(base.resolve("health/ready")).build();
            Await.until(() -> "the view is not ready", READY, Duration.ofMillis(50), () -> {
                try {
                    return http.send(ready, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200;
                } catch (IOException e) {
                    return failIfDead();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
        return base;
    }

    public Sample sample() {
        failIfDead();
        return new Sample(
                System.nanoTime(),
                servers.cluster().endOffsets(output),
                processes.stream()
                        .mapToLong(process -> ProcessStat.cpuMicros(process.pid()))
                        .sum(),
                ProcessStat.cpuMicros(servers.brokerPid()));
    }

    /**
     * Watches until the output is right, or until neither it nor anything else of the contender's has grown for too long.
     *
     * @param deadline for all of it, after which the verdict is what it is
     */
    public Outcome watch(Expected expected, Duration deadline) throws InterruptedException {
        List<Sample> samples = new ArrayList<>(List.of(sample()));
        long end = System.nanoTime() + deadline.toNanos();
        long grewAt = System.nanoTime();
        long comparedAt = -1;
        long activity = -1;
        while (true) {
            Thread.sleep(INTERVAL);
            Sample sample = sample();
            if (sample.progress() != samples.getLast().progress()) {
                grewAt = sample.nanos();
            }
            samples.add(sample);
            long quiet = sample.nanos() - grewAt;
            boolean given = sample.nanos() > end;
            if (quiet > patience(samples)) {
                long before = activity;
                activity = activity();
                given = activity == before;
                grewAt = sample.nanos();
            }
            if (given || (quiet > contender.quiet().toNanos() && comparedAt != sample.progress())) {
                comparedAt = sample.progress();
                Verdict verdict = compare(expected);
                if (verdict.isRight() || given) {
                    return Outcome.of(samples, verdict);
                }
            }
        }
    }

    /** End offsets of all that it has on the broker: one with several stages may fill one before it comes to the next. */
    private long activity() {
        return servers.cluster()
                .endOffsets(servers.cluster().partitions(servers.cluster().topicsOf(task.group())));
    }

    /** Before its first word it may take as long as a start may take. */
    private long patience(List<Sample> samples) {
        boolean silent = samples.getFirst().progress() == samples.getLast().progress();
        return contender.patience().plus(silent ? READY : Duration.ZERO).toNanos();
    }

    /** The output as it is committed now. */
    public Verdict compare(Expected expected) {
        reader.readToEnd();
        return oracle.verdict(expected);
    }

    /** SIGKILL. */
    public void kill() throws InterruptedException {
        for (Companion process : processes) {
            process.kill();
        }
    }

    /** SIGTERM; returns when it has ended. */
    public void stop() throws InterruptedException {
        for (Companion process : processes) {
            process.stop();
        }
    }

    /** The same again, on the same group, state and output, after it has ended. */
    public void startAgain() throws IOException {
        Files.deleteIfExists(log);
        startedAt = System.nanoTime();
        processes = launch();
    }

    private boolean failIfDead() {
        if (!processes.stream().allMatch(Companion::isAlive)) {
            throw ToolException.failed(contender.name() + " has ended:\n" + log().lastWords());
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        try {
            stop();
        } catch (InterruptedException e) {
            // Its leash still ends it.
            Thread.currentThread().interrupt();
        }
        reader.close();
        servers.cluster().deleteAll(task.group());
        Trees.delete(task.stateDir());
    }
}
