package dev.tributary.localstack;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

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
