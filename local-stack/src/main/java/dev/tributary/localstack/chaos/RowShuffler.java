package dev.tributary.localstack.chaos;

import dev.tributary.localstack.Await;
import dev.tributary.tools.Postgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Makes {@link RareChanges}. Waits while the database is away. */
final class RowShuffler {

    private static final Duration PAUSE = Duration.ofMillis(150);

    /** A row that somebody else has changed or taken at the same time: then the change is not made. */
    private static final Set<String> EXPECTED = Set.of("40001", "40P01", "23503", "23505", "02000");

    private final Postgres postgres;
    private final RareChanges rare;
    private final Random random;
    private final AtomicLong changes = new AtomicLong();
    private final AtomicReference<@Nullable SQLException> failure = new AtomicReference<>();
    private final Thread thread = new Thread(this::run, "chaos-shuffle");
    private volatile boolean stopped;

    RowShuffler(Postgres postgres, RareChanges rare, long seed) {
        this.postgres = postgres;
        this.rare = rare;
        this.random = new Random(seed);
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** @throws SQLException what the database refused and should not have */
    void stop() throws SQLException, InterruptedException {
        stopped = true;
        thread.join();
        SQLException refused = failure.get();
        if (refused != null) {
            throw refused;
        }
    }

    long changes() {
        return changes.get();
    }

    private void run() {
        try {
            while (!stopped) {
                try (Connection connection = postgres.open("tributary-chaos")) {
                    connection.setAutoCommit(false);
                    while (!stopped) {
                        shuffle(connection);
                        Thread.sleep(PAUSE);
                    }
                } catch (SQLException e) {
                    if (!Postgres.isConnectionFailure(e)) {
                        failure.set(e);
                        return;
                    }
                    Await.pause();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void shuffle(Connection connection) throws SQLException {
        try {
            int rows = 0;
            for (String sql : rare.next(random, new RareChanges.Ids(connection))) {
                try (Statement statement = connection.createStatement()) {
                    rows += statement.executeUpdate(sql);
                }
            }
            connection.commit();
            changes.addAndGet(rows);
        } catch (SQLException e) {
            if (!EXPECTED.contains(String.valueOf(e.getSQLState()))) {
                throw e;
            }
            connection.rollback();
        }
    }
}
