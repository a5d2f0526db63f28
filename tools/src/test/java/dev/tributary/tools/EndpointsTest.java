package dev.tributary.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class EndpointsTest {

    private static final Endpoints ALL = Endpoints.none()
            .withPostgres("jdbc:postgresql://127.0.0.1:5432/shop?user=shop&password=sesame")
            .withBootstrapServers("127.0.0.1:9092")
            .withSchemaRegistry("http://127.0.0.1:8081/apis/ccompat/v7")
            .withConnect("http://127.0.0.1:8083")
            .withHttp("http://127.0.0.1:8080")
            .withMetrics(Map.of("connect", "http://127.0.0.1:9404/metrics"))
            .withView(Path.of("/views/v.sql"), Path.of("/connectors"));

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve(Endpoints.FILE);
    }

    private EndpointOptions options(Path from, Map<String, String> environment, String... args) {
        EndpointOptions options = new EndpointOptions(from, environment);
        new CommandLine(CommandLine.Model.CommandSpec.create()
                        .addMixin("endpoints", CommandLine.Model.CommandSpec.forAnnotatedObject(options)))
                .parseArgs(args);
        return options;
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        ALL.write(file());
        ALL.write(file());

        assertThat(Endpoints.read(file())).isEqualTo(ALL);
        assertThat(file().getParent()).isDirectoryNotContaining(path -> !path.equals(file()));
    }

    @Test
    void aVariableOfTheEnvironmentGoesBeforeTheFileAndAnOptionBeforeIt() throws IOException {
        ALL.write(file());
        Map<String, String> environment = Map.of("TRIBUTARY_BOOTSTRAP_SERVERS", "variable:9092");

        assertThat(options(directory, environment).kafka()).containsEntry("bootstrap.servers", "variable:9092");
        assertThat(options(directory, environment, "--bootstrap-servers", "option:9092")
                        .kafka())
                .containsEntry("bootstrap.servers", "option:9092");
    }

    @Test
    void onlyTheOwnerCanReadTheFile() throws IOException {
        ALL.write(file());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void unknownKeysAreIgnored() throws IOException {
        Path other = Files.writeString(
                directory.resolve("other.json"),
                "{\"connect\":\"http://c\",\"grafana\":{\"port\":1},\"metrics\":{\"app\":9400}}");

        assertThat(Endpoints.read(other))
                .isEqualTo(Endpoints.none().withConnect("http://c").withMetrics(Map.of("app", "9400")));
    }

    @Test
    void brokenJsonIsNotQuoted() throws IOException {
        Path broken = Files.writeString(directory.resolve("broken.json"), "{\"postgres\": sesame");

        assertThatThrownBy(() -> Endpoints.read(broken))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("broken.json is not valid JSON");
    }

    @Test
    void passwordsAreNotPrinted() {
        assertThat(ALL.toString()).contains("127.0.0.1:5432/shop").doesNotContain("sesame");
        assertThat(new Postgres("jdbc:postgresql://shop:sesame@db/shop").toString())
                .isEqualTo("PostgreSQL at db/shop");
    }

    @Test
    void theFileIsFoundFromADirectoryBelow() throws IOException {
        ALL.write(file());
        Path below = Files.createDirectories(directory.resolve("a/b"));

        assertThat(Endpoints.find(below)).contains(file());
        assertThat(options(below, Map.of()).connect()).hasToString("http://127.0.0.1:8083");
    }

    @Test
    void theEnvironmentNamesAnotherFile() {
        Path other = directory.resolve("other.json");
        ALL.withConnect("http://other").write(other);
        ALL.write(file());

        assertThat(options(directory, Map.of("TRIBUTARY_ENDPOINTS", other.toString()))
                        .connect())
                .hasToString("http://other");
    }

    @Test
    void anOptionWinsOverTheClientConfigurationAndThatOverTheFile() throws IOException {
        ALL.write(file());
        Files.writeString(
                directory.resolve("client.properties"), "bootstrap.servers=config:1\nsecurity.protocol=SSL\n");

        assertThat(options(directory, Map.of()).kafka()).containsEntry("bootstrap.servers", "127.0.0.1:9092");
        assertThat(options(directory, Map.of(), "--client-config", "client.properties")
                        .kafka())
                .containsEntry("bootstrap.servers", "config:1")
                .containsEntry("security.protocol", "SSL");
        assertThat(options(
                                directory,
                                Map.of(),
                                "--client-config",
                                "client.properties",
                                "--bootstrap-servers",
                                "option:1")
                        .kafka())
                .containsEntry("bootstrap.servers", "option:1");
        assertThat(options(directory, Map.of(), "--client-config", "client.properties")
                        .registry())
                .containsEntry("schema.registry.url", "http://127.0.0.1:8081/apis/ccompat/v7")
                .containsEntry("security.protocol", "SSL");
    }

    @Test
    void aMissingAddressSaysWhatToDo() {
        assertThatThrownBy(() -> options(directory, Map.of()).registry())
                .hasMessage("it is not known where the schema registry is: start `./tributary demo`, or pass"
                        + " --schema-registry");
    }

    @Test
    void withoutAnAddressTheFileSaysWhereTheServersAre() {
        ALL.write(file());
        EndpointOptions options = options(directory, Map.of());

        assertThat(options.postgresIfKnown().orElseThrow().jdbcUrl()).contains("127.0.0.1:5432");
        assertThat(options.connect()).isEqualTo(URI.create("http://127.0.0.1:8083"));
        assertThat(options.httpIfKnown()).isPresent();
    }

    /** Its servers have ended, so it is not read. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "TRIBUTARY_BOOTSTRAP_SERVERS=a:9092",
                "TRIBUTARY_SCHEMA_REGISTRY_URL=http://a",
                "--bootstrap-servers=a:9092",
                "--schema-registry=http://a",
                "--client-config=client.properties"
            })
    void whereAServerIsNamedTheFileSaysNothingOfTheOthers(String named) throws IOException {
        ALL.withLauncher(Integer.MAX_VALUE).write(file());
        Files.writeString(directory.resolve("client.properties"), "bootstrap.servers=a:9092\n");
        EndpointOptions options = named(named);

        assertThat(options.postgresIfKnown()).isEmpty();
        assertThat(options.httpIfKnown()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "TRIBUTARY_POSTGRES_URL=jdbc:postgresql://a/shop, database",
        "--postgres=jdbc:postgresql://a/shop, database",
        "TRIBUTARY_CONNECT_URL=http://a, worker",
        "--connect=http://a, worker",
        "TRIBUTARY_HTTP_URL=http://a, application",
        "--http=http://a, application"
    })
    void onlyTheServerThatIsNamedIsKnown(String named, String server) {
        ALL.withLauncher(Integer.MAX_VALUE).write(file());
        EndpointOptions options = named(named);

        assertThat(options.postgresIfKnown())
                .isEqualTo(
                        server.equals("database")
                                ? Optional.of(new Postgres("jdbc:postgresql://a/shop"))
                                : Optional.empty());
        assertThat(options.httpIfKnown().isPresent()).isEqualTo(server.equals("application"));
    }

    @Test
    void theViewThatRunsIsKnownUnlessAServerIsNamed() {
        ALL.write(file());

        assertThat(options(directory, Map.of()).view()).contains(Path.of("/views/v.sql"));
        assertThat(options(directory, Map.of()).connectors()).contains(Path.of("/connectors"));
        assertThat(named("--http=http://a").view()).isEmpty();
        assertThat(named("--http=http://a").connectors()).isEmpty();
    }

    /** So that what needs no server goes on to work. */
    @Test
    void ofWhatHasEndedNoViewRuns() {
        ALL.withLauncher(Integer.MAX_VALUE).write(file());

        assertThat(options(directory, Map.of()).view()).isEmpty();
    }

    /** By an option or by a variable of the environment. */
    private EndpointOptions named(String setting) {
        return setting.startsWith("--")
                ? options(directory, Map.of(), setting)
                : options(directory, Map.of(setting.split("=", 2)[0], setting.split("=", 2)[1]));
    }
}
