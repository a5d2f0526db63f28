package dev.tributary.benchmarks.http;

import dev.tributary.benchmarks.measure.Await;
import dev.tributary.benchmarks.report.Row;
import dev.tributary.benchmarks.run.Servers;
import dev.tributary.benchmarks.run.Trees;
import dev.tributary.localstack.Companion;
import dev.tributary.tools.ToolException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What asks, and what is asked beside the view. Each load is a process of its own, so that it begins as cold as any other. */
public final class Bench implements AutoCloseable {

    private static final int CONNECTIONS = 16;
    private static final int WARM_SECONDS = 6;
    /** The application's default. */
    private static final long ROCKSDB_BYTES = 128L << 20;

    private static final Duration SOON = Duration.ofSeconds(30);

    private final Servers servers;
    private final Path project;
    private final Path directory;
    private final int seconds;
    private @Nullable Companion nginx;

    /** Measures for so many seconds at a time. */
    public Bench(Servers servers, Path project, int seconds) throws IOException {
        this.servers = servers;
        this.project = project;
        this.seconds = seconds;
        this.directory =
                Files.createTempDirectory(Files.createDirectories(project.resolve("benchmarks/target/runs")), "http-");
    }

    /** Something to do while readers follow. */
    public interface Action {
        void run(int times) throws Exception;
    }

    /** As many requests as can be, then half as many. */
    public Row requests(String what, int port, List<String> paths) throws IOException, InterruptedException {
        Path file = Files.write(directory.resolve("paths"), paths);
        String[] most = load(port, file, 0);
        double perSecond = Double.parseDouble(most[0]);
        String[] half = load(port, file, perSecond / 2);
        return Row.of("kind", "requests")
                .with("what", what)
                .with("perSecond", perSecond)
                .with("p50", Double.parseDouble(half[1]))
                .with("p99", Double.parseDouble(half[2]))
                .with("p999", Double.parseDouble(half[3]))
                .with("failures", Long.parseLong(most[4]) + Long.parseLong(half[4]));
    }

    /**
     * Reads a second from the databases that an instance has left, by two threads: of one order, of a user's orders, and of a
     * page of 100.
     */
    public double[] bareStore(Path state, int orders, int users) throws IOException, InterruptedException {
        String found = output(java(
                "dev.tributary.view.BareStore",
                state.toString(),
                Long.toString(ROCKSDB_BYTES),
                Integer.toString(orders),
                Integer.toString(users),
                Integer.toString(Runtime.getRuntime().availableProcessors()),
                Integer.toString(WARM_SECONDS),
                Integer.toString(seconds)));
        return Arrays.stream(found.split(" ", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /** What nginx sends of one file to so many readers, as long as so many events. */
    public Row file(String what, int port, int readers, int events, int bytesEach) throws Exception {
        String event = "event: order\ndata: " + "x".repeat(Math.max(0, bytesEach - 21)) + "\n\n";
        Files.writeString(directory.resolve("nginx/root/events"), "event: live\n\n" + event.repeat(events));
        return stream(what, port, "/events", readers, events, times -> {});
    }

    /** Changes reach so many readers, each of whom gets all of them. */
    public Row stream(String what, int port, int readers, int events, Action change) throws Exception {
        return stream(what, port, "/orders/stream", readers, events, change);
    }

    private Row stream(String what, int port, String path, int readers, int events, Action change) throws Exception {
        Process process = java(
                        "dev.tributary.benchmarks.http.StreamReaders",
                        Integer.toString(port),
                        path,
                        Integer.toString(readers),
                        Integer.toString(events),
                        "event: live",
                        "event: order")
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            if (!"ready".equals(out.readLine())) {
                throw ToolException.failed("the readers of the stream did not come to its end");
            }
            change.run(events);
            String found = out.readLine();
            if (found == null) {
                throw ToolException.failed("the readers of the stream did not get everything");
            }
            String[] figures = found.split(" ", -1);
            double took = Double.parseDouble(figures[2]);
            long counted = Long.parseLong(figures[0]);
            return Row.of("kind", "stream")
                    .with("what", what)
                    .with("eventsPerSecond", counted / took)
                    .with("bytesEach", (double) Long.parseLong(figures[1]) / counted)
                    .with("megabytesPerSecond", Long.parseLong(figures[1]) / 1e6 / took)
                    .with("seconds", took);
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * Starts nginx.
     *
     * @param files their sizes, by name
     * @return its port
     */
    public int startNginx(Map<String, Integer> files) throws IOException, InterruptedException {
        int port = freePort();
        Path log = directory.resolve("nginx.log");
        nginx = servers.stack().startBeside(Nginx.prepare(directory.resolve("nginx"), port, files), Map.of(), log);
        Await.until(() -> "nginx does not listen: " + log, SOON, Duration.ofMillis(20), () -> listens(port));
        return port;
    }

    @Override
    public void close() throws IOException {
        try {
            if (nginx != null) {
                nginx.stop();
            }
        } catch (InterruptedException e) {
            // Its leash still ends it.
            Thread.currentThread().interrupt();
        }
        Trees.delete(directory);
    }

    private String[] load(int port, Path paths, double rate) throws IOException, InterruptedException {
        return output(java(
                        "dev.tributary.benchmarks.http.Load",
                        Integer.toString(port),
                        paths.toString(),
                        Integer.toString(CONNECTIONS),
                        Integer.toString(WARM_SECONDS),
                        Integer.toString(seconds),
                        Double.toString(rate)))
                .split(" ", -1);
    }

    private ProcessBuilder java(String main, String... arguments) {
        Path target = project.resolve("benchmarks/target");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                target.resolve("classes") + ":" + target.resolve("lib") + "/*",
                main));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    private static String output(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String found = out.readLine();
            if (process.waitFor() != 0 || found == null) {
                throw ToolException.failed(builder.command().get(6) + " ended with " + process.exitValue());
            }
            return found;
        } finally {
            process.destroyForcibly();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
