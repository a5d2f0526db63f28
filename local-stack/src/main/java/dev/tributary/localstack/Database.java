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

/** What is in PostgreSQL: the shop's database as the project's SQL says, and one for the schema registry. */
final class Database {

    static final String SHOP = "shop";
    static final String REGISTRY = "registry";

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

    private static String url(int port, Secrets secrets, Role role) {
        return Postgres.url(port, SHOP) + "?user=" + role.role() + "&password=" + secrets.password(role);
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
