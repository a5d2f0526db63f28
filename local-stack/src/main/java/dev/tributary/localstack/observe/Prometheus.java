package dev.tributary.localstack.observe;

import dev.tributary.localstack.Companion;
import dev.tributary.localstack.LibpqUrl;
import dev.tributary.localstack.LocalStack;
import dev.tributary.localstack.Part;
import dev.tributary.localstack.Project;
import dev.tributary.tools.Postgres;
import dev.tributary.tools.capturecheck.CaptureCheck;
import dev.tributary.tools.capturecheck.CaptureSettings;
import dev.tributary.tools.lag.LagExporter;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Prometheus on this machine, with the project's rules: asks the parts of a running stack for their metrics, and two exporters
 * beside it, for what only the broker and the database know.
 */
public final class Prometheus implements AutoCloseable {

    private static final List<String> GROUPS = List.of("tributary-enrich", "tributary-view");
    private static final int CONVENTIONAL_PORT = 9090;

    private final LagExporter lag;
    private final List<Companion> companions;
    private final int port;
    private final boolean withDatabase;

    private Prometheus(LagExporter lag, List<Companion> companions, int port, boolean withDatabase) {
        this.lag = lag;
        this.companions = companions;
        this.port = port;
        this.withDatabase = withDatabase;
    }

    /** Where it is installed, if it is. */
    public static Optional<Path> installed() {
        return onPath("prometheus");
    }

    /**
     * Starts it; it ends when it is closed, or when this JVM does.
     *
     * @param stack shows its metrics
     * @param intervalSeconds between two scrapes
     * @throws IOException if it cannot be started, or is not installed
     */
    public static Prometheus start(LocalStack stack, int intervalSeconds) throws IOException {
        Path program = installed().orElseThrow(() -> new IOException("prometheus is not on the PATH"));
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        LagExporter lag = LagExporter.start(
                Map.of("bootstrap.servers", stack.addresses().bootstrapServers()),
                GROUPS,
                Optional.of(new CaptureCheck(new Postgres(stack.addresses().postgres()), CaptureSettings.defaults())),
                any);
        List<Companion> companions = new ArrayList<>();
        Map<String, List<String>> targets = new HashMap<>();
        targets.put("kafka", stack.metricsOf(Part.KAFKA));
        targets.put("connect", stack.metricsOf(Part.CONNECT));
        targets.put("application", stack.metricsOf(Part.APPLICATION));
        targets.put("registry", stack.metricsOf(Part.REGISTRY));
        targets.put("lag", List.of("127.0.0.1:" + lag.port()));
        Optional<Path> database = onPath("prometheus-postgres-exporter").or(() -> onPath("postgres_exporter"));
        if (database.isPresent()) {
            int port = freePort(0);
            companions.add(stack.startBeside(
                    List.of(
                            database.get().toString(),
                            // Every setting of the server would be a series.
                            "--disable-settings-metrics",
                            "--web.listen-address=127.0.0.1:" + port),
                    Map.of("DATA_SOURCE_NAME", LibpqUrl.of(stack.addresses().postgres()) + "?sslmode=disable"),
                    stack.logs().resolve("postgres-exporter.log")));
            targets.put("postgres", List.of("127.0.0.1:" + port));
        }
        int port = freePort(CONVENTIONAL_PORT);
        targets.put("prometheus", List.of("127.0.0.1:" + port));
        Path folder = Files.createDirectories(stack.directory().resolve("prometheus"));
        Path configuration = folder.resolve("prometheus.yml");
        Files.writeString(
                configuration,
                PrometheusConfig.of(intervalSeconds, Project.find().prometheusRules(), targets));
        companions.add(stack.startBeside(
                List.of(
                        program.toString(),
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port),
                Map.of(),
                stack.logs().resolve("prometheus.log")));
        return new Prometheus(lag, companions, port, database.isPresent());
    }

    /** Its page and its API. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    /** Whether the database is asked, too: whether its exporter is installed. */
    public boolean hasDatabase() {
        return withDatabase;
    }

    private static int freePort(int preferred) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), preferred));
            return socket.getLocalPort();
        } catch (IOException e) {
            if (preferred == 0) {
                throw e;
            }
            return freePort(0);
        }
    }

    private static Optional<Path> onPath(String program) {
        String path = System.getenv("PATH");
        if (path == null) {
            return Optional.empty();
        }
        return List.of(path.split(File.pathSeparator)).stream()
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public void close() {
        try {
            for (Companion companion : companions) {
                companion.stop();
            }
        } catch (InterruptedException e) {
            // The leashes end what is left.
            Thread.currentThread().interrupt();
        }
        lag.close();
    }
}
