package dev.tributary.tools.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.tools.Main;
import dev.tributary.tools.connectors.ConnectorOutcome.Applied;
import dev.tributary.tools.connectors.ConnectorOutcome.Failed;
import dev.tributary.tools.connectors.ConnectorOutcome.NotRunning;
import dev.tributary.tools.connectors.ConnectorOutcome.Running;
import dev.tributary.tools.connectors.ConnectorsApply.Pace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConnectorsApplyTest {

    private static final ConnectorFile SOURCE =
            new ConnectorFile("source", Map.of("tasks.max", "1", "database.password", "${env:SECRET}"));
    private static final Duration LONG = Duration.ofSeconds(20);

    /** Without a commit, nothing proves that a task runs. */
    private static final Pace PROVEN =
            new Pace(Duration.ofMillis(1), Duration.ZERO, Duration.ZERO, Duration.ZERO, LONG.multipliedBy(2));

    private static final Pace FAST =
            new Pace(Duration.ofMillis(1), Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    private FakeWorker worker;
    private final List<String> progress = new ArrayList<>();
    private final List<String> restarts = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        worker = new FakeWorker();
    }

    @AfterEach
    void stop() {
        worker.close();
    }

    private ConnectorOutcome apply(Duration timeout) throws InterruptedException {
        return apply(timeout, FAST);
    }

    private ConnectorOutcome apply(Duration timeout, Pace pace) throws InterruptedException {
        return new ConnectorsApply(worker.uri(), timeout, progress::add, restarts::add, pace)
                .apply(List.of(SOURCE))
                .getFirst();
    }

    private ConnectorOutcome apply() throws InterruptedException {
        return apply(Duration.ofSeconds(20));
    }

    @Test
    void createsAConnectorOnceAndThenLeavesItAlone() throws Exception {
        assertThat(apply()).isEqualTo(new Running("source", Applied.CREATED, 1));
        assertThat(apply()).isEqualTo(new Running("source", Applied.UNCHANGED, 1));

        assertThat(worker.requests)
                .filteredOn(request -> request.startsWith("PUT"))
                .hasSize(1);
        assertThat(worker.config).containsEntry("database.password", "${env:SECRET}");
    }

    @Test
    void updatesAConnectorThatDiffers() throws Exception {
        worker.config = Map.of("name", "source", "tasks.max", "2");

        assertThat(apply()).isEqualTo(new Running("source", Applied.UPDATED, 1));
        assertThat(worker.config).isEqualTo(SOURCE.asStored());
    }

    /** Somebody applies a view: what is still to be read is not in the file. */
    @Test
    void leavesTheTablesThatAreToBeRead() throws Exception {
        Map<String, String> config = new HashMap<>(SOURCE.asStored());
        config.put(ConnectorsApply.TO_READ, "public.t");
        worker.config = Map.copyOf(config);

        assertThat(apply()).isEqualTo(new Running("source", Applied.UNCHANGED, 1));

        config.put("tasks.max", "2");
        worker.config = Map.copyOf(config);
        assertThat(apply()).isEqualTo(new Running("source", Applied.UPDATED, 1));
        assertThat(worker.config)
                .containsEntry(ConnectorsApply.TO_READ, "public.t")
                .containsEntry("tasks.max", "1");
    }

    @Test
    void findsAConnectorWhenTheWorkerAnswers() throws Exception {
        ConnectorsApply apply = new ConnectorsApply(worker.uri(), LONG, progress::add, restarts::add, FAST);
        assertThat(apply.find("source")).isEmpty();

        worker.config = SOURCE.asStored();
        worker.refusals.addAll(List.of(503, 409));

        assertThat(apply.find("source").orElseThrow().config()).isEqualTo(SOURCE.asStored());
        assertThat(progress).contains("source: HTTP 409: not now");
    }

    @Test
    void waitsUntilItHasATask() throws Exception {
        worker.statuses.addFirst(FakeWorker.NO_TASK);

        assertThat(apply()).isInstanceOf(Running.class);
        assertThat(progress).contains("source: connector running, no task yet");
    }

    @Test
    void waitsOutARebalanceAndAWorkerThatStarts() throws Exception {
        worker.refusals.addAll(List.of(503, 409, 500));

        assertThat(apply()).isInstanceOf(Running.class);
        assertThat(progress).contains("source: HTTP 409: not now");
    }

    @Test
    void restartsAFailureOnceAndSaysWhy() throws Exception {
        worker.statuses.addFirst(FakeWorker.failed("java.lang.RuntimeException: x"));

        assertThat(apply()).isInstanceOf(Running.class);
        assertThat(restarts).singleElement().asString().startsWith("source has failed and is started again: task 0");
        assertThat(worker.requests).contains("POST /connectors/source/restart?includeTasks=true&onlyFailed=true");
    }

    /** Seen after a broker was away: the worker runs it, and its status never says so. */
    @Test
    void restartsAConnectorThatStaysNobodysOnce() throws Exception {
        worker.statuses.addFirst(FakeWorker.UNASSIGNED);
        worker.statuses.addFirst(FakeWorker.UNASSIGNED);

        assertThat(apply()).isInstanceOf(Running.class);
        assertThat(worker.requests)
                .filteredOn(request -> request.startsWith("POST"))
                .containsExactly("POST /connectors/source/restart");
    }

    @Test
    void saysWhatFailedAndWhy() throws Exception {
        worker.statuses.clear();
        worker.statuses.add(FakeWorker.failed("""
                org.apache.kafka.connect.errors.ConnectException: task died
                \tat somewhere
                Caused by: java.lang.RuntimeException: between
                \tat somewhere
                Caused by: java.net.UnknownHostException: db
                \tat somewhere"""));

        assertThat(apply())
                .isEqualTo(new Failed(
                        "source",
                        "task 0: org.apache.kafka.connect.errors.ConnectException: task died — caused by:"
                                + " java.net.UnknownHostException: db"
                                + " (what to do: docs/operations.md, A capture that stops)"));
        assertThat(worker.requests)
                .filteredOn(request -> request.startsWith("POST"))
                .hasSize(1);
    }

    /** A task is RUNNING from its start on. */
    @Test
    void aTaskThatFailsAtItsFirstRecordIsNotRunning() throws Exception {
        worker.positions.add(ConnectApi.NO_OFFSETS);
        worker.statuses.clear();
        worker.statuses.addAll(List.of(
                FakeWorker.RUNNING,
                FakeWorker.RUNNING,
                FakeWorker.failed("java.lang.RuntimeException: first"),
                FakeWorker.RUNNING,
                FakeWorker.RUNNING,
                FakeWorker.RUNNING,
                FakeWorker.failed("java.lang.RuntimeException: again")));

        assertThat(apply(LONG, PROVEN))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.reason()).contains("again", "docs/operations.md"));
        assertThat(progress).contains("source: connector running, task 0 running, waits until something is captured");
    }

    @Test
    void aTaskThatHasCommittedAPositionIsRunning() throws Exception {
        worker.positions.addAll(List.of("[]", "[{\"offset\":{\"lsn\":1}}]"));

        assertThat(apply(LONG, PROVEN)).isInstanceOf(Running.class);
    }

    /** It commits what is before the record that it fails at. */
    @Test
    void aTaskThatFailsRightAfterACommitIsNotRunning() throws Exception {
        worker.config = SOURCE.asStored();
        worker.positions.addAll(List.of("[1]", "[2]", "[3]", "[4]"));
        worker.statuses.clear();
        worker.statuses.addAll(List.of(
                FakeWorker.failed("java.lang.RuntimeException: first"),
                FakeWorker.RUNNING,
                FakeWorker.RUNNING,
                FakeWorker.RUNNING,
                FakeWorker.failed("java.lang.RuntimeException: again")));
        Pace steady = new Pace(Duration.ofMillis(1), Duration.ZERO, Duration.ZERO, LONG, LONG);

        assertThat(apply(LONG, steady)).isInstanceOf(Failed.class);
    }

    @Test
    void saysWhyItHasFailedIfItDoesNotRunInTime() throws Exception {
        worker.positions.add(ConnectApi.NO_OFFSETS);
        worker.statuses.clear();
        worker.statuses.addAll(
                List.of(FakeWorker.failed("java.lang.RuntimeException: not compatible"), FakeWorker.RUNNING));

        assertThat(apply(Duration.ofMillis(200), PROVEN))
                .isInstanceOfSatisfying(
                        NotRunning.class, late -> assertThat(late.state()).contains("not compatible"));
    }

    @Test
    void aRefusedConfigurationIsNotTriedAgain() throws Exception {
        worker.refusals.addAll(List.of(409, 400));

        assertThat(apply()).isEqualTo(new Failed("source", "the worker refused it, HTTP 400: not now"));
    }

    @Test
    void aPausedConnectorIsNotResumedBehindSomebodysBack() throws Exception {
        worker.statuses.clear();
        worker.statuses.add("{\"connector\":{\"state\":\"PAUSED\"},\"tasks\":[{\"id\":0,\"state\":\"PAUSED\"}]}");

        assertThat(apply())
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.reason()).contains("paused", "/connectors/source/resume"));
    }

    @Test
    void givesUpWhenTheTimeIsUp() throws Exception {
        worker.statuses.clear();
        worker.statuses.add(FakeWorker.NO_TASK);

        assertThat(apply(Duration.ofMillis(50))).isEqualTo(new NotRunning("source", "connector running, no task yet"));
    }

    @Test
    void aWorkerThatIsNotThereYetIsWaitedFor() throws Exception {
        URI uri = worker.uri();
        worker.close();
        List<String> waiting = new ArrayList<>();
        ConnectorsApply apply = new ConnectorsApply(
                uri,
                Duration.ofSeconds(20),
                text -> {
                    waiting.add(text);
                    if (waiting.size() == 2) {
                        startAgain(uri.getPort());
                    }
                },
                restarts::add,
                FAST);

        assertThat(apply.apply(List.of(SOURCE))).singleElement().isInstanceOf(Running.class);
        assertThat(waiting.getFirst()).contains("does not answer");
    }

    private void startAgain(int port) {
        try {
            worker = new FakeWorker(port);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theCommandTellsAScript(@TempDir Path directory) throws Exception {
        Files.writeString(
                directory.resolve("source.json"),
                "{\"name\":\"source\",\"config\":{\"tasks.max\":1,\"x\":\"${env:X}\"}}");
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine =
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        String[] arguments = {
            "connectors",
            "--dir",
            directory.toString(),
            "--connect",
            worker.uri().toString()
        };

        assertThat(commandLine.execute(arguments)).isZero();
        assertThat(out.toString()).isEqualTo("source is running, created, 1 task" + System.lineSeparator());

        worker.refusals.add(400);
        assertThat(commandLine.execute(arguments)).isEqualTo(1);
        assertThat(err.toString()).contains("source failed: the worker refused it");
    }

    @Test
    void aFileThatIsNoConnectorIsNamed(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("odd.json"), "{\"name\":\"x\"}");

        assertThatThrownBy(() -> ConnectorFile.read(file)).hasMessageContaining("odd.json must hold");
        assertThatThrownBy(() -> ConnectorFile.readAll(List.of(file, file))).hasMessageContaining("odd.json");
    }

    @Test
    @Timeout(60)
    void startsAgainWhatFailsLater(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("source.json"), """
                {"name": "source", "config": {"tasks.max": "1"}}""");
        StringWriter out = new StringWriter();
        Thread keeper = Thread.ofVirtual().start(() -> {
            int unused = Main.commandLine()
                    .setOut(new PrintWriter(out, true))
                    .setErr(new PrintWriter(out, true))
                    .execute(
                            "connectors",
                            "--file",
                            file.toString(),
                            "--connect",
                            worker.uri().toString(),
                            "--every",
                            "10ms");
        });
        while (!out.toString().contains("source is running, created")) {
            Thread.onSpinWait();
        }

        worker.fail("the database is away");
        while (!worker.restartedFailed() || !out.toString().contains("unchanged")) {
            Thread.onSpinWait();
        }

        keeper.interrupt();
        keeper.join();
        assertThat(out.toString()).containsOnlyOnce("source is running, unchanged");
    }
}
