package dev.tributary.tools;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/**
 * Where the database is and who logs in.
 *
 * @param jdbcUrl a URL of PostgreSQL's JDBC driver; it may carry a password, so it is never printed
 */
public record Postgres(String jdbcUrl) {

    private static final String SCHEME = "jdbc:postgresql:";
    private static final String SYNTAX =
            "the address of PostgreSQL must look like jdbc:postgresql://host:port/database";

    public Postgres {
        if (!jdbcUrl.startsWith(SCHEME)) {
            throw ToolException.usage(SYNTAX);
        }
    }

    /** Opens a connection, or fails within ten seconds. */
    public Connection open(String applicationName) throws SQLException {
        Properties defaults = new Properties();
        defaults.setProperty("ApplicationName", applicationName);
        defaults.setProperty("connectTimeout", "10");
        defaults.setProperty("tcpKeepAlive", "true");
        Driver driver = DriverManager.getDriver(SCHEME);
        // For a URL that it cannot parse, the driver's own error holds all of it, password too.
        Connection connection = driver.acceptsURL(jdbcUrl) ? driver.connect(jdbcUrl, defaults) : null;
        if (connection == null) {
            throw ToolException.usage(SYNTAX);
        }
        return connection;
    }

    /**
     * As {@link #open}, for reading which rows exist: a statement fails in it if a policy of row-level security would hide
     * rows.
     */
    public Connection openForAllRows(String applicationName) throws SQLException {
        Connection connection = open(applicationName);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET row_security = off");
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /** Whether the server is away, starting or shutting down, so that trying again later makes sense. */
    public static boolean isConnectionFailure(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && (state.startsWith("08") || state.startsWith("57P") || state.equals("53300"));
    }

    /** What happened, without the statement and its values that the error of a batch quotes. */
    public static String explain(SQLException failure) {
        SQLException next = failure instanceof BatchUpdateException ? failure.getNextException() : null;
        return String.valueOf((next == null ? failure : next).getMessage());
    }

    /**
     * A table as SQL names it, whatever characters are in it.
     *
     * @param table schema, a point, and the name
     */
    public static String quoted(String table) {
        int dot = table.indexOf('.');
        return quotedName(table.substring(0, dot)) + "." + quotedName(table.substring(dot + 1));
    }

    private static String quotedName(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Host, port and database, and nothing secret. */
    @Override
    public String toString() {
        String address = jdbcUrl.substring(SCHEME.length());
        int query = address.indexOf('?');
        String location = query < 0 ? address : address.substring(0, query);
        int userInfo = location.lastIndexOf('@');
        return "PostgreSQL at " + location.substring(userInfo + 1).replaceFirst("^//", "");
    }
}
