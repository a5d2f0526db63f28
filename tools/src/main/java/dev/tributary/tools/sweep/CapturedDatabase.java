package dev.tributary.tools.sweep;

import dev.tributary.definition.Name;
import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import dev.tributary.tools.Postgres;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.capturecheck.CaptureCheck;
import dev.tributary.tools.connectors.ConnectorFile;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The database that is captured: how far, and which rows are there. */
final class CapturedDatabase implements AutoCloseable {

    private static final String SLOT = """
            SELECT database = current_database(), active, restart_lsn - '0/0'::pg_lsn
            FROM pg_replication_slots WHERE slot_name = ?""";

    private final Postgres postgres;
    private final Connection connection;

    private CapturedDatabase(Postgres postgres, Connection connection) {
        this.postgres = postgres;
        this.connection = connection;
    }

    static CapturedDatabase open(Postgres postgres) throws SQLException {
        return new CapturedDatabase(postgres, postgres.openForAllRows("tributary sweep"));
    }

    /** Its name. */
    String name() throws SQLException {
        return connection.getCatalog();
    }

    /**
     * A position before every change that the connector can still send: the beginning of the oldest transaction that it may
     * not have read to its end.
     */
    long beforeAllToCome(String slot) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SLOT)) {
            statement.setString(1, slot);
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next() || !rows.getBoolean(1)) {
                    throw ToolException.failed("database " + name() + " of " + postgres
                            + " has no replication slot " + slot
                            + ": what is deleted until there is one would be missed,"
                            + " too. Apply the connector first (./tributary connectors), and then sweep");
                }
                if (!rows.getBoolean(2)) {
                    throw ToolException.failed("nobody reads the replication slot " + slot + " of " + postgres
                            + ": the connector is not running, or takes its snapshot, or captures another database."
                            + " See to it first (./tributary connectors), and then sweep");
                }
                return rows.getLong(3) - 1;
            }
        }
    }

    /** Fails if rows of these tables are hidden from this user, or the connector does not capture them. */
    void requireAllRows(ConnectorFile connector, List<String> tables) throws SQLException {
        CaptureCheck.requireAllRows(connection, tables);
        CaptureCheck.requireCaptured(connection, connector.name(), connector.capture(), tables);
    }

    /**
     * The primary key of a table.
     *
     * @param column as SQL
     */
    record PrimaryKey(String column, KeyType type) {}

    PrimaryKey key(String table) throws SQLException {
        String column = keyColumn(table);
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT " + column + " FROM " + Postgres.quoted(table) + " LIMIT 0");
                ResultSet none = statement.executeQuery()) {
            // Of a domain, the type that it is over.
            return new PrimaryKey(column, type(none.getMetaData()));
        }
    }

    private static KeyType type(ResultSetMetaData column) throws SQLException {
        return switch (column.getColumnType(1)) {
            case Types.SMALLINT, Types.INTEGER, Types.BIGINT -> KeyType.INTEGER;
            default -> column.getColumnTypeName(1).equals("uuid") ? KeyType.UUID : KeyType.TEXT;
        };
    }

    private String keyColumn(String table) throws SQLException {
        int dot = table.indexOf('.');
        try (ResultSet columns =
                connection.getMetaData().getPrimaryKeys(null, table.substring(0, dot), table.substring(dot + 1))) {
            if (!columns.next()) {
                throw ToolException.failed("table " + table + " has no primary key");
            }
            return Name.quoted(columns.getString("COLUMN_NAME"));
        }
    }

    /** Which of these rows the table has now. */
    Set<Key> existing(String table, PrimaryKey key, Collection<Key> keys) throws SQLException {
        Set<Key> existing = new HashSet<>();
        Array wanted = array(key.type(), keys);
        try (PreparedStatement statement = connection.prepareStatement("SELECT " + key.column() + " FROM "
                + Postgres.quoted(table) + " WHERE " + key.column() + " = ANY (?)")) {
            statement.setArray(1, wanted);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    existing.add(key.type().parse(rows.getString(1)));
                }
            }
        } finally {
            wanted.free();
        }
        return existing;
    }

    private Array array(KeyType type, Collection<Key> keys) throws SQLException {
        String element = switch (type) {
            case INTEGER -> "bigint";
            case TEXT -> "text";
            case UUID -> "uuid";
        };
        return connection.createArrayOf(
                element,
                keys.stream()
                        .<Object>map(key -> key.isInteger() ? key.number() : key.toString())
                        .toArray());
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
