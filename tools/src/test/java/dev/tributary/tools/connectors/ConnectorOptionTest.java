package dev.tributary.tools.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.tools.ExitCode;
import dev.tributary.tools.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that are about a connector, with a worker and without any other server. */
class ConnectorOptionTest {

    private final StringWriter err = new StringWriter();
    private FakeWorker worker;

    @BeforeEach
    void start() throws IOException {
        worker = new FakeWorker();
    }

    @AfterEach
    void stop() {
        worker.close();
    }

    private int run(String command) {
        List<String> line = new ArrayList<>(List.of(command.split(" ", -1)));
        line.addAll(List.of(
                "--postgres",
                "jdbc:postgresql://127.0.0.1:1/shop?user=shop",
                "--bootstrap-servers",
                "127.0.0.1:1",
                "--schema-registry",
                "http://127.0.0.1:1",
                "--connect",
                worker.uri().toString()));
        return Main.commandLine()
                .setOut(new PrintWriter(new StringWriter(), true))
                .setErr(new PrintWriter(err, true))
                .execute(line.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"snapshot rooms", "sweep", "audit"})
    void aConnectorThatIsNotThereIsNamed(String command) {
        assertThat(run(command + " --connector school")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("Kafka Connect has no connector school", "--connector");
        assertThat(worker.requests).containsOnly("GET /connectors/school/config");
    }

    @ParameterizedTest
    @ValueSource(strings = {"snapshot orders", "sweep", "audit"})
    void theProjectsConnectorIsTheDefault(String command) {
        assertThat(run(command)).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("Kafka Connect has no connector tributary-source");
    }

    @ParameterizedTest
    @ValueSource(strings = {"snapshot rooms", "sweep orders rooms"})
    void aTableThatItDoesNotCaptureIsRefusedBeforeAnythingIsDone(String command) {
        worker.config = shipped();

        assertThat(run(command)).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("table public.rooms is not captured");
    }

    @Test
    void aWorkerThatRebalancesIsWaitedFor() {
        worker.config = shipped();
        worker.refusals.addAll(List.of(409, 503));

        assertThat(run("sweep rooms")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("table public.rooms is not captured");
    }

    private static Map<String, String> shipped() {
        return ConnectorFile.read(Path.of("../connect/connectors/tributary-source.json"))
                .config();
    }
}
