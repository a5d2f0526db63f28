package dev.tributary.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class CommandLineTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path directory;

    private int run(String... args) {
        return run(new Failing(new IllegalStateException("nobody home")), args);
    }

    private int run(Object more, String... args) {
        CommandLine commandLine = Main.commandLine(more);
        redirect(commandLine);
        return commandLine.execute(args);
    }

    private void redirect(CommandLine commandLine) {
        commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    }

    @Command(name = "fail")
    static final class Failing implements Callable<Integer> {
        private final Exception failure;

        Failing(Exception failure) {
            this.failure = failure;
        }

        @Override
        public Integer call() throws Exception {
            throw failure;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"consume", "generate", "connectors", "snapshot", "sweep", "audit", "view", "fail"})
    void everyCommandHasHelp(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).contains("Usage: tributary " + command, "Exit codes:");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void printsAVersion() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("tributary ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bogus",
                "consume --limit 0",
                "consume --format xml",
                "generate --for soon",
                "generate --rate -1",
                "generate --connections 0",
                "generate --changes 0",
                "audit --max-differences -1",
                "audit --timeout 1d",
                "connectors --dir a --file b",
                "generate --postgres jdbc:other://localhost/shop",
            })
    void aWrongCommandLineIsOneLineAndAHint(String arguments) {
        assertThat(run(arguments.split(" ", -1))).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).hasLineCount(arguments.contains("jdbc") ? 1 : 2);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aUrlThatCannotBeParsedIsNotPrinted() {
        int exitCode = run("generate", "--postgres", "jdbc:postgresql://localhost:bad/shop?password=sesame");

        assertThat(exitCode).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains("jdbc:postgresql://host:port/database")
                .doesNotContain("sesame");
    }

    @Test
    void anUnreachableDatabaseIsToldFromAWrongCommand() {
        int exitCode = run("generate", "--postgres", "jdbc:postgresql://127.0.0.1:1/shop?user=shop&password=sesame");

        assertThat(exitCode).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(err.toString())
                .contains("tributary generate: PostgreSQL cannot be reached")
                .doesNotContain("sesame");
    }

    @Test
    void aFailureNamesTheWholeCommand() {
        int exitCode = run(
                "dead-letters",
                "list",
                "--endpoints",
                directory.resolve("none.json").toString());

        assertThat(exitCode).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(err.toString()).contains("tributary dead-letters list: ");
    }

    @Test
    void aNamedEndpointsFileThatIsMissingSaysWhatToDo() {
        int exitCode =
                run("audit", "--endpoints", directory.resolve("none.json").toString());

        assertThat(exitCode).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(err.toString()).contains("does not exist: start `./tributary demo`");
    }

    @Test
    void theStackTraceComesOnlyWhenAskedFor() {
        assertThat(run("fail")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).hasLineCount(1).contains("tributary fail: nobody home");

        assertThat(run("fail", "--verbose")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("at dev.tributary.tools.CommandLineTest");
    }

    @Test
    void failuresOfServersAreTold() {
        assertThat(Failures.explain(new TimeoutException("no metadata")).exitCode())
                .isEqualTo(ExitCode.UNREACHABLE);
        assertThat(Failures.explain(new ExecutionException(new TimeoutException("x")))
                        .exitCode())
                .isEqualTo(ExitCode.UNREACHABLE);
        assertThat(Failures.explain(new SQLException("gone", "08006")).exitCode())
                .isEqualTo(ExitCode.UNREACHABLE);
        assertThat(Failures.explain(new SQLException("no such table", "42P01")).exitCode())
                .isEqualTo(ExitCode.FAILED);
        assertThat(Failures.explain(new KafkaException("wrapped", new ConfigException("bad key"))))
                .hasMessageContaining("bad key");
    }
}
