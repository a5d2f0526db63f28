package dev.tributary.localstack.chaos;

import dev.tributary.localstack.Await;
import dev.tributary.tools.Postgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A user with many orders is renamed again and again, and nothing else happens: no order ever changes by itself. */
final class RenamedUser implements Load {

    private static final Duration PAUSE = Duration.ofMillis(1_500);

    private final Postgres postgres;
    private final int orders;
    private final AtomicLong changes = new AtomicLong();
    private final AtomicReference<@Nullable SQLException> failure = new AtomicReference<>();
    private final Thread thread = new Thread(this::run, "chaos-renames");
    private volatile boolean stopped;
    private long user;

    RenamedUser(Postgres postgres, int orders) {
        this.postgres = postgres;
        this.orders = orders;
    }

    @Override
    public void start() throws SQLException {
        try (Connection connection = postgres.open("tributary-chaos");
                Statement statement = connection.createStatement()) {
            try (ResultSet inserted =
                    statement.executeQuery("INSERT INTO users (name) VALUES ('Name 0') RETURNING id")) {
                inserted.next();
                user = inserted.getLong(1);
            }
            statement.executeUpdate("INSERT INTO orders (user_id, product_name, quantity) SELECT " + user
                    + ", 'Lamp', 1 FROM generate_series(1, " + orders + ")");
        }
        changes.addAndGet(orders + 1L);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void stop() throws SQLException, InterruptedException {
        stopped = true;
        thread.join();
        SQLException refused = failure.get();
        if (refused != null) {
            throw refused;
        }
    }

    @Override
    public long changes() {
        return changes.get();
    }

    private void run() {
        try (Connection connection = postgres.open("tributary-chaos");
                Statement statement = connection.createStatement()) {
            while (!stopped) {
                statement.executeUpdate(
                        "UPDATE users SET name = 'Name " + changes.incrementAndGet() + "' WHERE id = " + user);
                long next = System.nanoTime() + PAUSE.toNanos();
                while (!stopped && System.nanoTime() - next < 0) {
                    Await.pause();
                }
            }
        } catch (SQLException e) {
            failure.set(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
