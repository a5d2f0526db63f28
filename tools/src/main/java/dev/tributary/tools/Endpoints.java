package dev.tributary.tools;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where the running parts are, as written to {@link #FILE} by whoever starts them.
 *
 * @param postgres JDBC URL of the database with the user {@code shop} and its password
 * @param bootstrapServers Kafka's {@code bootstrap.servers}
 * @param schemaRegistry base URL of an API that is compatible with Confluent's
 * @param connect base URL of Kafka Connect's REST API
 * @param http base URL of the application's HTTP API
 * @param metrics URL of the metrics of each process, by its name
 * @param view the definition of the view that runs; empty for the project's
 * @param connectors directory of the connectors' files; empty for the project's
 * @param reporting JDBC URL of the reporting database, with user and password
 * @param launcher pid of the process that started the servers and stops them when it ends, if there is one
 */
public record Endpoints(
        Optional<String> postgres,
        Optional<String> bootstrapServers,
        Optional<String> schemaRegistry,
        Optional<String> connect,
        Optional<String> http,
        Map<String, String> metrics,
        Optional<Path> view,
        Optional<Path> connectors,
        Optional<String> reporting,
        Optional<Long> launcher) {

    /** Relative to a project's root. */
    public static final Path FILE = Path.of(".tributary", "endpoints.json");

    private static final ObjectMapper JSON = new ObjectMapper();

    public Endpoints {
        metrics = Map.copyOf(metrics);
    }

    public static Endpoints none() {
        return new Endpoints(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public Endpoints withPostgres(String jdbcUrl) {
        return new Endpoints(
                Optional.of(jdbcUrl),
                bootstrapServers,
                schemaRegistry,
                connect,
                http,
                metrics,
                view,
                connectors,
                reporting,
                launcher);
    }

    public Endpoints withBootstrapServers(String servers) {
        return new Endpoints(
                postgres,
                Optional.of(servers),
                schemaRegistry,
                connect,
                http,
                metrics,
                view,
                connectors,
                reporting,
                launcher);
    }

    public Endpoints withSchemaRegistry(String url) {
        return new Endpoints(
                postgres,
                bootstrapServers,
                Optional.of(url),
                connect,
                http,
                metrics,
                view,
                connectors,
                reporting,
                launcher);
    }

    public Endpoints withConnect(String url) {
        return new Endpoints(
                postgres,
                bootstrapServers,
                schemaRegistry,
                Optional.of(url),
                http,
                metrics,
                view,
                connectors,
                reporting,
                launcher);
    }

    public Endpoints withHttp(String url) {
        return new Endpoints(
                postgres,
                bootstrapServers,
                schemaRegistry,
                connect,
                Optional.of(url),
                metrics,
                view,
                connectors,
                reporting,
                launcher);
    }

    public Endpoints withLauncher(long pid) {
        return new Endpoints(
                postgres,
                bootstrapServers,
                schemaRegistry,
                connect,
                http,
                metrics,
                view,
                connectors,
                reporting,
                Optional.of(pid));
    }

    public Endpoints withReporting(String jdbcUrl) {
        return new Endpoints(
                postgres,
                bootstrapServers,
                schemaRegistry,
                connect,
                http,
                metrics,
                view,
                connectors,
                Optional.of(jdbcUrl),
                launcher);
    }

    /** Whether whoever started the servers has ended since, and they with it. */
    public boolean isAbandoned() {
        return launcher.isPresent()
                && ProcessHandle.of(launcher.get())
                        .filter(ProcessHandle::isAlive)
                        .isEmpty();
    }

    public Endpoints withMetrics(Map<String, String> urls) {
        return new Endpoints(
                postgres, bootstrapServers, schemaRegistry, connect, http, urls, view, connectors, reporting, launcher);
    }

    /** A view that is not the project's, and the directory of its connectors. */
    public Endpoints withView(Path definition, Path itsConnectors) {
        return new Endpoints(
                postgres,
                bootstrapServers,
                schemaRegistry,
                connect,
                http,
                metrics,
                Optional.of(definition),
                Optional.of(itsConnectors),
                reporting,
                launcher);
    }

    /** The nearest {@link #FILE} in the directory or one above it. */
    public static Optional<Path> find(Path directory) {
        return ProjectFiles.findUpwards(directory, FILE);
    }

    /** Reads a file; keys that are not known here are ignored. */
    public static Endpoints read(Path file) {
        JsonNode root;
        try {
            root = JSON.readTree(file.toFile());
        } catch (JacksonException e) {
            // Its full message may quote the file, and the file holds a password.
            throw ToolException.failed(file + " is not valid JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw ToolException.failed(file + " cannot be read: " + e.getMessage(), e);
        }
        if (!root.isObject()) {
            throw ToolException.failed(file + " must hold a JSON object");
        }
        Map<String, String> metrics = new TreeMap<>();
        root.path("metrics")
                .properties()
                .forEach(
                        metric -> metrics.put(metric.getKey(), metric.getValue().asText()));
        return new Endpoints(
                text(root, "postgres"),
                text(root, "bootstrapServers"),
                text(root, "schemaRegistry"),
                text(root, "connect"),
                text(root, "http"),
                metrics,
                text(root, "view").map(Path::of),
                text(root, "connectors").map(Path::of),
                text(root, "reporting"),
                root.path("launcher").isIntegralNumber()
                        ? Optional.of(root.path("launcher").longValue())
                        : Optional.empty());
    }

    private static Optional<String> text(JsonNode root, String key) {
        JsonNode value = root.path(key);
        return value.isTextual() ? Optional.of(value.textValue()) : Optional.empty();
    }

    /** Replaces the file at once; only its owner can read it, because it carries a password. */
    public void write(Path file) {
        ObjectNode root = JSON.createObjectNode();
        postgres.ifPresent(value -> root.put("postgres", value));
        bootstrapServers.ifPresent(value -> root.put("bootstrapServers", value));
        schemaRegistry.ifPresent(value -> root.put("schemaRegistry", value));
        connect.ifPresent(value -> root.put("connect", value));
        http.ifPresent(value -> root.put("http", value));
        view.ifPresent(definition -> root.put("view", definition.toString()));
        connectors.ifPresent(folder -> root.put("connectors", folder.toString()));
        reporting.ifPresent(value -> root.put("reporting", value));
        launcher.ifPresent(pid -> root.put("launcher", pid));
        if (!metrics.isEmpty()) {
            ObjectNode urls = root.putObject("metrics");
            new TreeMap<>(metrics).forEach(urls::put);
        }
        try {
            Path directory = Files.createDirectories(file.toAbsolutePath().getParent());
            Path draft = Files.createTempFile(directory, "endpoints", ".tmp", ownerOnly());
            JSON.writerWithDefaultPrettyPrinter().writeValue(draft.toFile(), root);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public String toString() {
        return "Endpoints[postgres=" + postgres.map(url -> new Postgres(url).toString()) + ", bootstrapServers="
                + bootstrapServers + ", schemaRegistry=" + schemaRegistry + ", connect=" + connect + ", http=" + http
                + ", metrics=" + metrics + ", view=" + view + ", connectors=" + connectors + ", reporting="
                + reporting.map(url -> new Postgres(url).toString()) + ", launcher=" + launcher
                + "]";
    }
}
