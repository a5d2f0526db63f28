package dev.tributary.tools.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.tools.Endpoints;
import dev.tributary.tools.ExitCode;
import dev.tributary.tools.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path directory;

    private int run(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void checksTheShippedViewWithoutADatabase() {
        assertThat(run("view", "check", "--without-database"))
                .as(err.toString())
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("enriched-orders.sql: view enriched-orders is right");
    }

    @Test
    void followsTheDemoThatRuns() {
        Path endpoints = directory.resolve("endpoints.json");
        Endpoints.none()
                .withView(Path.of("../views/inventory-orders.sql"), directory)
                .write(endpoints);

        assertThat(run("view", "check", "--without-database", "--endpoints", endpoints.toString()))
                .as(err.toString())
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("inventory-orders.sql: view inventory-orders is right");
    }

    @Test
    void saysFileLineAndColumnOfWhatIsWrong() throws Exception {
        Path file = directory.resolve("v.sql");
        Files.writeString(file, "CREATE VIEW v AS\nSELECT id FROM t\nWHERE id = 1");

        assertThat(run("view", "check", "--without-database", file.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains(file + ":3:1: WHERE hides rows").contains("leave it out");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aFileThatIsNotThereIsAWrongCommandLine() {
        String missing = directory.resolve("missing.sql").toString();

        assertThat(run("view", "check", "--without-database", missing)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("missing.sql cannot be read");
    }

    @Test
    void aFileThatIsNotUtf8IsRefused() throws Exception {
        Path file = directory.resolve("v.sql");
        Files.write(file, new byte[] {'-', '-', (byte) 0xe4});

        assertThat(run("view", "check", "--without-database", file.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("is not UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "explain", "contract", "sql", "apply"})
    void aServerThatIsAwayHasItsOwnExitCode(String command) throws Exception {
        Path file = directory.resolve("v.sql");
        Files.writeString(file, "CREATE VIEW v AS SELECT t.id, u.id AS u FROM t LEFT JOIN u ON u.id = t.id");

        int exitCode = run("view", command, "--postgres", "jdbc:postgresql://127.0.0.1:1/none?user=x", file.toString());

        assertThat(exitCode).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(err.toString()).contains("PostgreSQL cannot be reached");
    }

    @Test
    void aContractThatIsNoSchemaIsNamed() throws Exception {
        ViewFile file = new ViewFile(directory.resolve("v.sql"), "");
        Files.writeString(file.contract(), "{}");

        assertThat(file.contract()).hasFileName("v.avsc");
        assertThatThrownBy(file::committed).hasMessageContaining("v.avsc is not an Avro schema");
    }

    @Test
    void aColumnIsRenamedOnlyInAContractThatIsReplaced() {
        assertThat(run("view", "contract", "--rename", "old=new")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--rename goes with --overwrite");
    }

    @Test
    void viewAloneIsAWrongCommandLine() {
        assertThat(run("view")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("check", "explain", "contract", "sql", "connector", "apply");
    }
}
