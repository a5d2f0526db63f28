package dev.tributary.benchmarks.capture;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Writes orders with SQL. */
final class Shop {

    private static final int BATCH = 10_000;

    private final String url;

    Shop(String url) {
        this.url = url;
    }

    void logWholeRows() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE users REPLICA IDENTITY FULL; ALTER TABLE orders REPLICA IDENTITY FULL");
        }
    }

    /** In transactions of ten thousand rows. */
    void insert(int orders) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (int done = 0; done < orders; done += BATCH) {
                statement.execute("INSERT INTO orders (user_id, product_name, quantity) SELECT 1 + n % 3,"
                        + " 'Portable slide rule #' || n, 1 + n % 9 FROM generate_series(1, "
                        + Math.min(BATCH, orders - done) + ") n");
            }
        }
    }

    /** New users, in one transaction; returns the first id of theirs, which follow each other. */
    long insertReaders(int users) throws SQLException {
        return number("WITH u AS (INSERT INTO users (name) SELECT 'Reader ' || n FROM generate_series(1, " + users
                + ") n RETURNING id) SELECT min(id) FROM u");
    }

    /** Orders of some users in turn, in transactions of ten thousand rows. */
    void insert(int orders, long firstUser, int users) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (int done = 0; done < orders; done += BATCH) {
                statement.execute("INSERT INTO orders (user_id, product_name, quantity) SELECT " + firstUser
                        + " + n % " + users + ", 'Portable slide rule #' || n, 1 + n % 9 FROM generate_series(" + done
                        + ", " + (Math.min(done + BATCH, orders) - 1) + ") n");
            }
        }
    }

    long orders() throws SQLException {
        return number("SELECT count(*) FROM orders");
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    /** In one transaction. */
    void insertUsers(int users) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO users (name) SELECT 'A mark in the log' FROM generate_series(1, " + users + ")");
        }
    }

    /** One row at a time, each in a transaction of its own, at a fixed rate. */
    void insertSteadily(int rate, long seconds) throws SQLException, InterruptedException {
        insertSteadily(rate, seconds, id -> {});
    }

    /** @param inserted told the id of each order when it is committed */
    void insertSteadily(int rate, long seconds, LongConsumer inserted) throws SQLException, InterruptedException {
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO orders (user_id, product_name, quantity) VALUES (?, ?, ?) RETURNING id")) {
            long start = System.nanoTime();
            long step = TimeUnit.SECONDS.toNanos(1) / rate;
            for (int i = 0; i < rate * seconds; i++) {
                long wait = start + i * step - System.nanoTime();
                if (wait > 0) {
                    TimeUnit.NANOSECONDS.sleep(wait);
                }
                insert.setInt(1, 1 + i % 3);
                insert.setString(2, "Brass sextant #" + i);
                insert.setInt(3, 1 + i % 9);
                try (ResultSet id = insert.executeQuery()) {
                    id.next();
                    inserted.accept(id.getLong(1));
                }
            }
        }
    }
}
