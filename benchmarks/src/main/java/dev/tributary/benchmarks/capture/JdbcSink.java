package dev.tributary.benchmarks.capture;

import dev.tributary.benchmarks.measure.Await;
import dev.tributary.localstack.LocalStack;
import dev.tributary.localstack.Part;
import dev.tributary.localstack.ServerProcess;
import dev.tributary.tools.Postgres;
import dev.tributary.tools.audit.AuditSettings;
import dev.tributary.tools.definition.ReportingSink;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The table of the reporting database, and the connector that keeps it. */
final class JdbcSink implements ViewSink {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final String TABLE = "\"enriched-orders\"";

    private final LocalStack stack;
    private final Postgres database;
    private final Connector connector;
    private final Connection connection;

    private JdbcSink(LocalStack stack, Postgres database, Connection connection) {
        this.stack = stack;
        this.database = database;
        this.connection = connection;
        this.connector = new Connector(stack.addresses().connect(), ReportingSink.SHIPPED);
    }

    /** Connect is started again, so that it has loaded nothing of the connector, with which the pipeline has started. */
    static JdbcSink open(LocalStack stack) throws IOException, InterruptedException {
        Postgres database = stack.reporting().orElseThrow();
        try {
            JdbcSink sink = new JdbcSink(stack, database, database.open("benchmark"));
            sink.stop();
            sink.empty();
            sink.writer().restart(SOON);
            return sink;
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    @Override
    public void start() throws IOException, InterruptedException {
        connector.resume();
    }

    @Override
    public void stop() throws IOException, InterruptedException {
        connector.stop();
        Await.until(() -> "the sink does not stop", SOON, PAUSE, connector::isStopped);
    }

    @Override
    public void empty() throws InterruptedException {
        Await.until(() -> "the offsets of the sink are not deleted", SOON, PAUSE, connector::forgetsOffsets);
        try (Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE " + TABLE);
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    @Override
    public ServerProcess writer() {
        return stack.process(Part.CONNECT);
    }

    @Override
    public Optional<ServerProcess> store() {
        return Optional.of(stack.reportingServer());
    }

    @Override
    public long rows() {
        try (Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM " + TABLE)) {
            count.next();
            return count.getLong(1);
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    @Override
    public Map<Long, Long> committedAt(Set<Long> orders) {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT id, (extract(epoch FROM order_committed_at) * 1000000)::bigint FROM " + TABLE
                        + " WHERE id = ANY (?)")) {
            select.setArray(1, connection.createArrayOf("bigint", orders.toArray()));
            Map<Long, Long> found = new HashMap<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.put(row.getLong(1), row.getLong(2));
                }
            }
            return found;
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    @Override
    public AuditSettings compared(AuditSettings settings) {
        return settings.withReporting(Optional.of(database));
    }

    private static IllegalStateException unreadable(SQLException e) {
        return new IllegalStateException("the reporting database: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }
}
