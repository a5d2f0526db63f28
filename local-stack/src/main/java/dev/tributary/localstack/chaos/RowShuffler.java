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

/**
 * Makes the rarer changes: rows whose primary key changes and changes back, users who lose their orders, are deleted, and
 * come back under the same id, rows that change several times in one transaction, and many rows at once. Waits while the
 * database is away.
 */
final class RowShuffler {

    private static final Duration PAUSE = Duration.ofMillis(150);

    /** A row that somebody else has changed or taken at the same time: then the change is not made. */
    private static final Set<String> EXPECTED = Set.of("40001", "40P01", "23503", "23505", "02000");

    private static final String ANY_ORDER =
            "(SELECT id FROM orders WHERE id >= (SELECT (random() * max(id))::int FROM orders) ORDER BY id LIMIT 1)";
    private static final String ANY_USER =
            "(SELECT id FROM users WHERE id >= (SELECT (random() * max(id))::int FROM users) ORDER BY id LIMIT 1)";

    private final Postgres postgres;
    private final Random random;
    private final AtomicLong changes = new AtomicLong();
    private final AtomicReference<@Nullable SQLException> failure = new AtomicReference<>();
    private final Thread thread = new Thread(this::run, "chaos-shuffle");
    private volatile boolean stopped;

    RowShuffler(Postgres postgres, long seed) {
        this.postgres = postgres;
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
            for (String sql : transaction(connection)) {
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

    private String[] transaction(Connection connection) throws SQLException {
        return switch (random.nextInt(6)) {
            case 0 -> new String[] {"UPDATE orders SET id = nextval('orders_id_seq') WHERE id = " + ANY_ORDER};
            case 1 -> {
                // Away and back again, under one key and then the other.
                int id = id(connection, ANY_ORDER);
                int other = id(connection, "nextval('orders_id_seq')");
                yield new String[] {
                    "UPDATE orders SET id = " + other + " WHERE id = " + id,
                    "UPDATE orders SET quantity = quantity + 1 WHERE id = " + other,
                    "UPDATE orders SET id = " + id + " WHERE id = " + other
                };
            }
            case 2 -> {
                int leaving = id(connection, ANY_USER);
                int other = id(connection, ANY_USER);
                yield leaving == other
                        ? new String[0]
                        : new String[] {
                            "UPDATE orders SET user_id = " + other + " WHERE user_id = " + leaving,
                            "DELETE FROM users WHERE id = " + leaving
                        };
            }
            case 3 -> {
                // Somebody comes back, mostly, who was deleted before; and takes a few orders.
                int id = 1 + random.nextInt(Math.max(1, id(connection, "(SELECT max(id) FROM users)")));
                yield new String[] {
                    "INSERT INTO users (id, name, email) VALUES (" + id + ", 'Back again " + id + "', NULL)"
                            + " ON CONFLICT (id) DO NOTHING",
                    "UPDATE orders SET user_id = " + id + " WHERE id IN (SELECT id FROM orders ORDER BY id DESC LIMIT "
                            + (1 + random.nextInt(5)) + ")"
                };
            }
            case 4 -> {
                int user = id(connection, ANY_USER);
                int order = id(connection, ANY_ORDER);
                yield new String[] {
                    "UPDATE users SET name = left(name || '+', 40) WHERE id = " + user,
                    "UPDATE orders SET quantity = 1, user_id = " + user + " WHERE id = " + order,
                    "UPDATE orders SET quantity = 2, product_name = NULL WHERE id = " + order,
                    "UPDATE users SET name = 'Somebody', email = NULL WHERE id = " + user,
                    "UPDATE orders SET quantity = NULL WHERE id = " + order
                };
            }
            default ->
                new String[] {
                    "UPDATE orders SET quantity = coalesce(quantity, 0) + 1 WHERE id IN (SELECT id FROM orders WHERE id >= "
                            + ANY_ORDER + " ORDER BY id LIMIT 50)"
                };
        };
    }

    /** 0 if there is none: then nothing has that id. */
    private static int id(Connection connection, String expression) throws SQLException {
        try (Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT " + expression)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
