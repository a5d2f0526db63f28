package dev.tributary.localstack.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.localstack.Await;
import dev.tributary.localstack.LocalStack;
import dev.tributary.localstack.LocalStackOptions;
import dev.tributary.localstack.RanCommand;
import dev.tributary.tools.Postgres;
import dev.tributary.tools.generate.DataSet;
import dev.tributary.tools.generate.Generator;
import dev.tributary.tools.generate.GeneratorSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The reporting database is away for minutes, and is killed, while rows change: afterwards it has what the view has. */
@Tag("chaos")
class ReportingOutageIT {

    private static final Duration READY = Duration.ofSeconds(90);
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final long OUTAGE_SECONDS = 120;

    /** Of all tables of a database, since it was started. */
    private static final String WRITES =
            "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_user_tables";

    @ParameterizedTest
    @EnumSource(DataSet.class)
    void nothingIsLostWhileTheTargetIsAway(DataSet dataSet, @TempDir Path folder) throws Exception {
        LocalStackOptions options =
                LocalStackOptions.forTests(folder).withDataSet(dataSet).withReporting();
        try (LocalStack stack = LocalStack.start(options);
                Generator generator = new Generator(
                        new Postgres(stack.addresses().postgres()),
                        GeneratorSettings.defaults().withDataSet(dataSet).withRate(100),
                        line -> {})) {
            Queue<String> notes = new ConcurrentLinkedQueue<>();
            Thread keeper = Thread.ofVirtual().start(() -> keep(stack, notes));
            try {
                generator.start();
                awaitWrites(stack);
                stack.reportingServer().kill();
                TimeUnit.SECONDS.sleep(OUTAGE_SECONDS);
                assertThat(notes).anyMatch(note -> note.contains("reporting-sink has failed and is started again"));
                stack.reportingServer().restart(READY);
                awaitWrites(stack);
                stack.reportingServer().kill();
                stack.reportingServer().restart(READY);
                awaitWrites(stack);
                generator.stop();
                Path endpoints = folder.resolve("endpoints.json");
                stack.endpoints().write(endpoints);

                RanCommand audit = RanCommand.run(
                        List.of("audit", "--endpoints", endpoints.toString(), "--reporting", "--timeout", "3m"));

                assertThat(audit.exitCode())
                        .as(audit.out() + audit.err() + notes)
                        .isZero();
                assertThat(audit.out()).contains("over HTTP and in the reporting database");
            } finally {
                keeper.interrupt();
                keeper.join();
            }
        }
    }

    private static void keep(LocalStack stack, Queue<String> notes) {
        try {
            stack.keepCapturing(notes::add);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until more rows are written there than now. */
    private static void awaitWrites(LocalStack stack) throws Exception {
        try (Connection connection = stack.reporting().orElseThrow().open("outage");
                Statement statement = connection.createStatement()) {
            long before = writes(statement);
            Await.until(() -> "the sink writes nothing", SOON, () -> writes(statement) > before);
        }
    }

    private static long writes(Statement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery(WRITES)) {
            result.next();
            return result.getLong(1);
        }
    }
}
