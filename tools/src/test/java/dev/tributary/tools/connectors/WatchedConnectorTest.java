package dev.tributary.tools.connectors;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.tools.ToolException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchedConnectorTest {

    private FakeWorker worker;

    @BeforeEach
    void start() throws IOException {
        worker = new FakeWorker();
        worker.config = Map.of("name", "source");
    }

    @AfterEach
    void stop() {
        worker.close();
    }

    private ThrowingCallable watching(String status) {
        worker.statuses.clear();
        worker.statuses.add(status);
        return () -> {
            try (WatchedConnector connector = new WatchedConnector("source", worker.uri())) {
                connector.requireRuns();
            }
        };
    }

    @Test
    void oneThatRunsOrStartsIsWaitedFor() {
        for (String status :
                List.of(FakeWorker.RUNNING, FakeWorker.UNASSIGNED, FakeWorker.NO_TASK, FakeWorker.NO_STATUS)) {
            assertThatCode(watching(status)).as(status).doesNotThrowAnyException();
        }
    }

    @Test
    void aWorkerThatRebalancesIsWaitedFor() {
        worker.refusals.addAll(List.of(409, 503));

        assertThatCode(watching(FakeWorker.RUNNING)).doesNotThrowAnyException();
        assertThatCode(watching(FakeWorker.RUNNING)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PAUSED", "STOPPED"})
    void saysHowToResumeOneThatIsPausedOrStopped(String state) {
        assertThatThrownBy(watching("{\"connector\":{\"state\":\"" + state + "\"},\"tasks\":[]}"))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("paused or stopped")
                .hasMessageContaining("/connectors/source/resume");
    }

    @Test
    void saysThatTheWorkerHasNoSuchConnector() {
        worker.config = Map.of();

        assertThatThrownBy(watching(FakeWorker.NO_STATUS))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("has no connector source")
                .hasMessageContaining("./tributary connectors");
    }

    @Test
    void saysWhyOneHasFailed() throws IOException {
        assertThatThrownBy(watching(FakeWorker.failed("java.lang.RuntimeException: x")))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("has failed, task 0")
                .hasMessageContaining("RuntimeException: x");
    }
}
