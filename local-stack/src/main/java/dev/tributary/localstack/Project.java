package dev.tributary.localstack;

import dev.tributary.tools.generate.DataSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the project and its built parts are on this machine. */
public record Project(Path root) {

    private static final String HOME = "TRIBUTARY_HOME";

    /** The folder that {@code TRIBUTARY_HOME} names, else the one that the working directory, or this class, is in. */
    public static Project find() {
        String home = System.getenv(HOME);
        if (home != null) {
            Path root = Path.of(home).toAbsolutePath().normalize();
            if (!isRoot(root)) {
                throw new StackException(
                        HOME + "=" + home + " is not Tributary's folder: no pom.xml and postgres/ there");
            }
            return new Project(root);
        }
        return above(Path.of(""))
                .or(() -> above(ownLocation()))
                .orElseThrow(() -> new StackException(
                        "Tributary's folder is not above " + Path.of("").toAbsolutePath() + ": set " + HOME));
    }

    static Optional<Project> above(@Nullable Path start) {
        for (Path folder = start == null ? null : start.toAbsolutePath().normalize();
                folder != null;
                folder = folder.getParent()) {
            if (isRoot(folder)) {
                return Optional.of(new Project(folder));
            }
        }
        return Optional.empty();
    }

    /** What makes the tables of a data set, with rows, in the order in which it is to be run. */
    List<Path> sqlScripts(DataSet dataSet) {
        Path folder = root.resolve("postgres");
        return switch (dataSet) {
            case SHOP -> files(folder, ".sql");
            case INVENTORY ->
                Stream.concat(
                                Stream.of(folder.resolve("00-connector.sql")),
                                files(folder.resolve("inventory"), ".sql").stream())
                        .toList();
        };
    }

    /** The definition of a data set's view. */
    Path view(DataSet dataSet) {
        return root.resolve("views").resolve(dataSet.view() + ".sql");
    }

    List<Path> connectors() {
        return files(root.resolve("connect/connectors"), ".json");
    }

    Path workerProperties() {
        return root.resolve("connect/worker.properties");
    }

    Path connectPlugins() {
        return built(root.resolve("connect/target/plugins"));
    }

    /** What starts a broker, after a crash in two steps. */
    Path kafkaStartScript() {
        return root.resolve("kafka/start.sh");
    }

    /** A class path with the broker and the Connect runtime. */
    String kafkaClasspath() {
        return built(root.resolve("local-stack/servers/target/kafka"))
                .resolve("*")
                .toString();
    }

    Path registryJar() {
        return built(root.resolve("local-stack/servers/target/registry/quarkus-run.jar"));
    }

    /** PostgreSQL's programs as one compressed archive. */
    Path postgresArchive() {
        Path folder = built(root.resolve("local-stack/servers/target/postgres"));
        return files(folder, ".txz").stream().findFirst().orElseThrow(() -> notBuilt(folder.resolve("*.txz")));
    }

    /** The class path of the Streams application. */
    public String applicationClasspath() {
        Path target = root.resolve("streams-app/target");
        Path libraries = built(target.resolve("lib"));
        return files(target, ".jar").stream()
                .filter(jar -> !jar.toString().matches(".*-(sources|tests|javadoc)\\.jar"))
                .findFirst()
                .map(jar -> jar + ":" + libraries.resolve("*"))
                .orElseThrow(() -> notBuilt(target.resolve("streams-app.jar")));
    }

    /** The JMX agent. */
    Path metricsAgent() {
        return built(root.resolve("streams-app/target/agent/jmx-agent.jar"));
    }

    /** What the agent shows of each part that has it. */
    Map<Part, Path> metricsRules() {
        return Map.of(
                Part.KAFKA, root.resolve("kafka/jmx.yml"),
                Part.CONNECT, root.resolve("connect/jmx.yml"),
                Part.APPLICATION, root.resolve("streams-app/jmx.yml"));
    }

    /** Rules of Prometheus: what is recorded, and what alerts. */
    public Path prometheusRules() {
        return root.resolve("prometheus/rules");
    }

    /** Grafana's dashboards, as JSON. */
    public List<Path> dashboards() {
        return files(root.resolve("grafana/dashboards"), ".json");
    }

    /** For what is made once from the built parts and can be made again. */
    Path cache() {
        return root.resolve("local-stack/target/cache");
    }

    /** The loaded classes of a server, see {@link JavaCommand#classArchive}. */
    Path classArchive(Part part) {
        return cache().resolve(part.id() + ".jsa");
    }

    /** Where the other commands look for a running stack. */
    Path endpoints() {
        return root.resolve(".tributary/endpoints.json");
    }

    private static boolean isRoot(Path folder) {
        return Files.isRegularFile(folder.resolve("pom.xml")) && Files.isDirectory(folder.resolve("postgres"));
    }

    private static @Nullable Path ownLocation() {
        CodeSource source = Project.class.getProtectionDomain().getCodeSource();
        try {
            URI location = source.getLocation().toURI();
            return location.getScheme().equals("file") ? Path.of(location) : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static List<Path> files(Path folder, String suffix) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path built(Path path) {
        if (!Files.exists(path)) {
            throw notBuilt(path);
        }
        return path;
    }

    private static StackException notBuilt(Path path) {
        return new StackException(path + " is missing: build first with mvn -DskipTests package");
    }
}
