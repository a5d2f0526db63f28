package dev.tributary.localstack;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/** SQL on the shop's database, each statement in a transaction of its own. */
record Shop(String url) {

    void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The one number that a query, or a statement with RETURNING, answers with. */
    long number(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    /** The one text that the last of these statements, a query, answers with. */
    String text(String statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            boolean isQuery = statement.execute(statements);
            while (!isQuery) {
                isQuery = statement.getMoreResults();
            }
            try (ResultSet result = statement.getResultSet()) {
                result.next();
                return result.getString(1);
            }
        }
    }

    /** A new user; returns the id. */
    long user(String name) throws SQLException {
        return insert("INSERT INTO users (name, email) VALUES (?, 'x@example.com') RETURNING id", name);
    }

    /** A new order of quantity 0; returns the id. */
    long order(long user, String product) throws SQLException {
        return insert(
                "INSERT INTO orders (user_id, product_name, quantity) VALUES (" + user + ", ?, 0) RETURNING id",
                product);
    }

    /** So many new orders of a user, in one transaction: with numbers from 0 on as quantities. */
    void copyOrders(long user, int number) throws SQLException, IOException {
        StringBuilder rows = new StringBuilder(number * 24);
        for (int i = 0; i < number; i++) {
            rows.append(user).append("\tcopied\t").append(i).append('\n');
        }
        try (Connection connection = DriverManager.getConnection(url)) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "COPY orders (user_id, product_name, quantity) FROM STDIN",
                            new StringReader(rows.toString()));
        }
    }

    private long insert(String sql, String text) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, text);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }
}
