package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/your-tables.md and of the README, as they stand there except for ports, beside a stack that runs. */
@ExtendWith(LocalStackExtension.class)
class YourTablesIT {

    private static final Duration SOON = Duration.ofMinutes(5);
    private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    private final LocalStack stack;
    private final Path project = Project.find().root();
    private final String superuser;

    @TempDir
    Path folder;

    YourTablesIT(LocalStack stack) {
        this.stack = stack;
        this.superuser = "?user=postgres&password="
                + Secrets.in(stack.directory().resolve("secrets.properties")).password(Secrets.Role.POSTGRES);
    }

    @Test
    void thoseOfThePageEndWithAnAuditAndTakeTheViewAway() throws Exception {
        List<String> blocks = blocks(Files.readString(project.resolve("docs/your-tables.md")));
        assertThat(blocks.getFirst()).startsWith("./tributary demo ");
        try {
            String out = run(blocks.subList(1, blocks.size()));

            assertThat(out)
                    .contains("school.sql: view course-list is right", "wrote school.avsc")
                    .contains("\"deputy_name\":\"Grace\"")
                    .contains("equal: 2 courses compared, every column the same, in the topic and over HTTP");
            assertThat(database().number("SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'school'"))
                    .isZero();
        } finally {
            remove("school");
        }
    }

    @Test
    void thoseOfTheReadmeServeAView() throws Exception {
        String readme = Files.readString(project.resolve("README.md"));
        String section = readme.substring(readme.indexOf("\n## Your own tables\n") + 1);
        try {
            String out = run(blocks(section.substring(0, section.indexOf("\n## "))));

            assertThat(out)
                    .contains("wrote library.avsc")
                    .contains("\"id\":7,\"title\":\"Notes\",\"author_id\":1,\"author\":{\"id\":1,\"name\":\"Ada\"}");
        } finally {
            remove("library");
        }
    }

    private static List<String> blocks(String page) {
        return BLOCK.matcher(page).results().map(block -> block.group(1)).toList();
    }

    /** Has a shell execute them, which ends at the first one that fails, and then stops what it has started. */
    private String run(List<String> blocks) throws Exception {
        assumeThat(Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                        .anyMatch(bin -> Files.isExecutable(Path.of(bin, "psql"))))
                .as("psql is there")
                .isTrue();
        assertThat(blocks).isNotEmpty();
        prepareFolder();
        Path script = Files.writeString(
                folder.resolve("script"),
                "trap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT\nset -eo pipefail\n"
                        + onPortsOfTheStack(String.join("\n", blocks)));
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder("bash", script.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("TRIBUTARY_"));
        builder.environment().put("HOME", folder.toString());
        builder.environment()
                .merge(
                        "PATH",
                        Path.of(System.getProperty("java.home"), "bin").toString(),
                        (path, java) -> java + File.pathSeparator + path);
        Process shell = builder.start();
        try {
            assertThat(shell.waitFor(SOON.toSeconds(), TimeUnit.SECONDS))
                    .as(() -> read(output))
                    .isTrue();
        } finally {
            shell.descendants().forEach(ProcessHandle::destroy);
            shell.destroy();
        }
        assertThat(shell.exitValue()).as(() -> read(output)).isZero();
        return read(output);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** What the commands find in the project's folder beside a demo: the command line without its build, the application, and secrets. */
    private void prepareFolder() throws IOException {
        Path command = folder.resolve("tributary");
        Files.writeString(command, """
                #!/bin/sh
                TRIBUTARY_HOME='%s' exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp '%s' %s "$@"
                """.formatted(project, System.getProperty("java.class.path"), Main.class.getName()));
        assertThat(command.toFile().setExecutable(true)).isTrue();
        Files.createSymbolicLink(folder.resolve("streams-app"), project.resolve("streams-app"));
        Files.createSymbolicLink(
                folder.resolve("tributary-data"), stack.directory().toAbsolutePath());
        Path endpoints = folder.resolve(".tributary/endpoints.json");
        Files.createDirectories(endpoints.getParent());
        stack.endpoints().write(endpoints);
    }

    private String onPortsOfTheStack(String commands) {
        Addresses addresses = stack.addresses();
        String http = String.valueOf(Ports.freePort());
        return commands.replace("127.0.0.1:5432", server())
                .replace("127.0.0.1:9092", addresses.bootstrapServers())
                .replace("http://127.0.0.1:8081/apis/ccompat/v7", addresses.schemaRegistry())
                .replace("127.0.0.1:8083", addresses.connect().getAuthority())
                .replaceAll("(?<=127\\.0\\.0\\.1:|TRIBUTARY_HTTP_PORT=)809[01]", http);
    }

    /** Host and port of PostgreSQL. */
    private String server() {
        return URI.create(stack.addresses().postgres().replaceFirst("^jdbc:", ""))
                .getAuthority();
    }

    private Shop database() {
        return new Shop("jdbc:postgresql://" + server() + "/postgres" + superuser);
    }

    /** Connector, slot and database, as far as they are there. */
    private void remove(String name) throws Exception {
        URI connector = stack.addresses().connect().resolve("/connectors/" + name);
        HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(connector).DELETE().build(), HttpResponse.BodyHandlers.discarding());
        String slot = " FROM pg_replication_slots WHERE slot_name = '" + name + "'";
        Await.until(
                () -> "the slot is in use",
                SOON,
                () -> database().number("SELECT count(*)" + slot + " AND active") == 0);
        database().execute("SELECT pg_drop_replication_slot(slot_name)" + slot);
        database().execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }
}
