package dev.tributary.localstack;

import dev.tributary.localstack.Secrets.Role;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One worker of Kafka Connect, with the project's worker configuration and a few lines of its own. */
final class ConnectWorker {

    private final Project project;
    private final DataDirectory directory;
    private final Secrets secrets;
    private final Path log4j;

    ConnectWorker(Project project, DataDirectory directory, Secrets secrets, Path log4j) {
        this.project = project;
        this.directory = directory;
        this.secrets = secrets;
        this.log4j = log4j;
    }

    /** The configuration has no secrets and no addresses: it names variables, and these are in the environment. */
    Launch launch(Ports ports, Routes routes) throws IOException {
        Path configuration = directory.config().resolve("connect.properties");
        String overridden = properties(
                Files.readString(project.workerProperties()),
                Map.of(
                        "plugin.path",
                        directory.relative(plugins()).toString(),
                        "listeners",
                        "http://127.0.0.1:" + ports.connect()));
        Files.writeString(configuration, overridden);
        ServerName name = ServerName.of(Part.CONNECT);
        List<String> command = JavaCommand.withHeap(512, directory.temporaryFiles())
                .classArchive(project.classArchive(Part.CONNECT))
                .log4j(log4j)
                .main(
                        project.kafkaClasspath(),
                        "org.apache.kafka.connect.cli.ConnectDistributed",
                        configuration.toString());
        return new Launch(
                name,
                command,
                Map.of(
                        "TRIBUTARY_BOOTSTRAP_SERVERS", KafkaBroker.address(routes.kafka(name)),
                        "TRIBUTARY_SCHEMA_REGISTRY_URL", Registry.confluentApi(routes.registry(name)),
                        "TRIBUTARY_POSTGRES_HOST", "127.0.0.1",
                        "TRIBUTARY_POSTGRES_PORT", Integer.toString(routes.postgres(name)),
                        "TRIBUTARY_DEBEZIUM_PASSWORD", secrets.password(Role.DEBEZIUM),
                        "TRIBUTARY_REPORTING_HOST", "127.0.0.1",
                        "TRIBUTARY_REPORTING_PORT", Integer.toString(ports.reporting()),
                        "TRIBUTARY_REPORTING_PASSWORD", secrets.password(Role.REPORTING)),
                directory.log(name),
                "TERM",
                Duration.ofSeconds(15),
                Launch.httpOk(api(ports.connect()).resolve("/health")));
    }

    /** The plugins under a name that the worker's configuration can hold, wherever the project is. */
    private Path plugins() throws IOException {
        Path link = directory.config().resolve("plugins");
        Files.deleteIfExists(link);
        return Files.createSymbolicLink(link, project.connectPlugins());
    }

    static URI api(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** The lines of {@code base}, those with a key of {@code overrides} replaced. */
    static String properties(String base, Map<String, String> overrides) {
        String kept = base.lines()
                .filter(line -> !overrides.containsKey(line.split("=", 2)[0].strip()))
                .collect(Collectors.joining("\n"));
        String own = new TreeMap<>(overrides)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining("\n"));
        return kept + "\n\n# Of this machine\n" + own + "\n";
    }
}
