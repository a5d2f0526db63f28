package dev.tributary.localstack;

import dev.tributary.localstack.Secrets.Role;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The schema registry. It keeps its schemas in PostgreSQL: their ids are in every record and must outlive it. */
final class Registry {

    private final Project project;
    private final DataDirectory directory;
    private final Secrets secrets;

    Registry(Project project, DataDirectory directory, Secrets secrets) {
        this.project = project;
        this.directory = directory;
        this.secrets = secrets;
    }

    Launch launch(Ports ports, Routes routes) {
        List<String> command = JavaCommand.withHeap(256, directory.temporaryFiles())
                // It has little to do after its start, which the second compiler would only make longer.
                .flag("-XX:TieredStopAtLevel=1")
                .classArchive(project.classArchive(Part.REGISTRY))
                .jar(project.registryJar());
        return new Launch(
                ServerName.of(Part.REGISTRY),
                command,
                environment(ports, routes),
                directory.log(ServerName.of(Part.REGISTRY)),
                "TERM",
                Duration.ofSeconds(15),
                Launch.httpOk(URI.create(confluentApi(ports.registry()) + "/subjects")));
    }

    private Map<String, String> environment(Ports ports, Routes routes) {
        return Map.of(
                "QUARKUS_HTTP_HOST", "127.0.0.1",
                "QUARKUS_HTTP_PORT", Integer.toString(ports.registry()),
                "QUARKUS_MANAGEMENT_HOST", "127.0.0.1",
                // Any: nobody asks there, unless metrics are wanted.
                "QUARKUS_MANAGEMENT_PORT", "0",
                "APICURIO_STORAGE_SQL_KIND", "postgresql",
                "APICURIO_DATASOURCE_URL",
                        Postgres.url(routes.postgres(ServerName.of(Part.REGISTRY)), Database.REGISTRY),
                "APICURIO_DATASOURCE_USERNAME", Role.REGISTRY.role(),
                "APICURIO_DATASOURCE_PASSWORD", secrets.password(Role.REGISTRY),
                // It would open twenty connections and keep them.
                "APICURIO_DATASOURCE_JDBC_INITIAL_SIZE", "2",
                "APICURIO_DATASOURCE_JDBC_MIN_SIZE", "2");
    }

    /** Where clients of Confluent's REST API find it. */
    static String confluentApi(int port) {
        return "http://127.0.0.1:" + port + "/apis/ccompat/v7";
    }
}
