package dev.tributary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The application as a process, with no server. */
@Timeout(180)
class MainTest {

    @TempDir
    private Path folder;

    private Process process;

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    @Test
    void endsWithZeroAfterAStopThatWasAskedFor() throws Exception {
        start("127.0.0.1:1");
        awaitOutput("waiting for Kafka at 127.0.0.1:1");

        process.destroy();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    /** As that of a container which has not been started yet. */
    @Test
    void waitsForABrokerWhoseNameDoesNotResolve() throws Exception {
        start("not-yet.invalid:9092");

        awaitOutput("waiting for Kafka at not-yet.invalid:9092");
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void refusesAnAddressThatIsNone() throws Exception {
        start("not an address");

        awaitOutput("bootstrap.servers");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
    }

    private void start(String bootstrapServers) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName()))
                .redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "TRIBUTARY_BOOTSTRAP_SERVERS",
                        bootstrapServers,
                        "TRIBUTARY_SCHEMA_REGISTRY_URL",
                        "http://127.0.0.1:1",
                        "TRIBUTARY_STATE_DIR",
                        folder.toString(),
                        "TRIBUTARY_HTTP_PORT",
                        "0"));
        process = builder.start();
    }

    private void awaitOutput(String text) throws IOException {
        BufferedReader output = process.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.contains(text)) {
                return;
            }
        }
        throw new AssertionError("the process ended without: " + text);
    }
}
