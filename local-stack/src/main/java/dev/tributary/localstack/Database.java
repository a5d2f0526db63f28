package dev.tributary.localstack;

import dev.tributary.localstack.Secrets.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.postgresql.PGConnection;

/** What is in PostgreSQL: the shop's database as the project's SQL says, one for the schema registry, and one for reports. */
final class Database {

    static final String SHOP = "shop";
    static final String REGISTRY = "registry";
    static final String REPORTING = "reporting";

    private final Postgres postgres;
    private final Secrets secrets;
    private final int port;

    Database(Postgres postgres, Secrets secrets, int port) {
        this.postgres = postgres;
        this.secrets = secrets;
        this.port = port;
    }

    /** An empty database, and a role that owns it. Does nothing if they are there. */
    void prepareRegistry() throws SQLException {
        try (Connection connection = postgres.connect(port, "postgres")) {
            createRole(connection, Role.REGISTRY);
            createDatabase(connection, REGISTRY, Role.REGISTRY);
            setPassword(connection, Role.REGISTRY);
        }
    }

    /** An empty database, a role that owns it, and the view's table in it. Changes nothing that is there. */
    void prepareReporting(String table) throws SQLException {
        try (Connection connection = postgres.connect(port, "postgres")) {
            createRole(connection, Role.REPORTING);
            createDatabase(connection, REPORTING, Role.REPORTING);
            setPassword(connection, Role.REPORTING);
        }
        try (Connection connection = reporting(port, secrets).open("tributary");
                Statement statement = connection.createStatement()) {
            statement.execute(table);
        }
    }

    /** Runs the SQL of the data set, which changes nothing that is there. */
    void prepareShop(DataSetFiles files) throws SQLException, IOException {
        try (Connection connection = postgres.connect(port, "postgres")) {
            createDatabase(connection, SHOP, Role.POSTGRES);
        }
        try (Connection connection = postgres.connect(port, SHOP)) {
            for (Path script : files.scripts()) {
                run(connection, script);
            }
            Optional<String> ownerSql = files.ownerSql(superuser(port, secrets));
            if (ownerSql.isPresent()) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(ownerSql.get());
                }
            }
            setPassword(connection, Role.SHOP);
            setPassword(connection, Role.DEBEZIUM);
        }
    }

    /** For the shop's own programs. */
    static String shopUrl(int port, Secrets secrets) {
        return url(port, secrets, Role.SHOP);
    }

    /** For who may do anything there. */
    static dev.tributary.tools.Postgres superuser(int port, Secrets secrets) {
        return new dev.tributary.tools.Postgres(url(port, secrets, Role.POSTGRES));
    }

    /** For who keeps and reads the table in the reporting database. */
    static dev.tributary.tools.Postgres reporting(int port, Secrets secrets) {
        return new dev.tributary.tools.Postgres(url(port, REPORTING, secrets, Role.REPORTING));
    }

    private static String url(int port, Secrets secrets, Role role) {
        return url(port, SHOP, secrets, role);
    }

    private static String url(int port, String database, Secrets secrets, Role role) {
        return Postgres.url(port, database) + "?user=" + role.role() + "&password=" + secrets.password(role);
    }

    private static void run(Connection connection, Path script) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(Files.readString(script, StandardCharsets.UTF_8));
        } catch (SQLException e) {
            throw new StackException(script + ": " + e.getMessage(), e);
        }
    }

    private static void createRole(Connection connection, Role role) throws SQLException {
        if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", role.role())) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE ROLE " + role.role() + " LOGIN");
            }
        }
    }

    private static void createDatabase(Connection connection, String name, Role owner) throws SQLException {
        if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", name)) {
            try (Statement statement = connection.createStatement()) {
                // Copying files is quicker than logging every page of a new, small database.
                statement.execute("CREATE DATABASE " + name + " OWNER " + owner.role() + " STRATEGY file_copy");
            }
        }
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (ResultSet result = statement.executeQuery()) {
                return result.next();
            }
        }
    }

    /** Sent as a SCRAM verifier: the password itself is in no statement and no log. */
    private void setPassword(Connection connection, Role role) throws SQLException {
        connection
                .unwrap(PGConnection.class)
                .alterUserPassword(role.role(), secrets.password(role).toCharArray(), "scram-sha-256");
    }
}
