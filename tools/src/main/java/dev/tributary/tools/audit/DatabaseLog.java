package dev.tributary.tools.audit;

import dev.tributary.tools.Postgres;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.capturecheck.CaptureCheck;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How far the database's log has been read by the connector. */
final class DatabaseLog implements AutoCloseable {

    private static final String DISTANCE = """
            SELECT pg_wal_lsn_diff(?::pg_lsn, confirmed_flush_lsn), active
            FROM pg_replication_slots WHERE slot_name = ? AND database = current_database()""";

    private static final String WRITES = """
            SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_user_tables
            WHERE schemaname || '.' || relname = ANY (string_to_array(?, ','))""";

    private final Connection connection;
    private final String slot;
    private final List<String> tables;

    private DatabaseLog(Connection connection, String slot, List<String> tables) {
        this.connection = connection;
        this.slot = slot;
        this.tables = tables;
    }

    /**
     * Fails if rows of the tables are hidden from this user: the audit would take them for deleted.
     *
     * @param tables with their schemas
     */
    static DatabaseLog open(Postgres postgres, String slot, List<String> tables) throws SQLException {
        DatabaseLog log = new DatabaseLog(postgres.open("tributary-audit"), slot, tables);
        try {
            CaptureCheck.requireAllRows(log.connection, tables);
            return log;
        } catch (SQLException | ToolException e) {
            log.close();
            throw e;
        }
    }

    /** The end of the log: everything committed so far lies before it. */
    String end() throws SQLException {
        return query("SELECT pg_current_wal_insert_lsn()::text", rows -> {
            rows.next();
            return rows.getString(1);
        });
    }

    /** What is missing until the connector has everything before the position, or nothing. */
    Optional<String> waitingFor(String position) throws SQLException {
        return query(
                DISTANCE,
                rows -> {
                    if (!rows.next()) {
                        return Optional.of("the replication slot " + slot
                                + " to exist (is the connector applied? Another one is named by --connector)");
                    }
                    long bytes = rows.getLong(1);
                    if (!rows.wasNull() && bytes <= 0) {
                        return Optional.empty();
                    }
                    return Optional.of(String.format(
                            Locale.ROOT,
                            "the connector to confirm %,d more bytes of the database's log%s",
                            bytes,
                            rows.getBoolean(2) ? "" : " (nobody is reading slot " + slot + ")"));
                },
                position,
                slot);
    }

    /** Row changes ever made in the tables; the database publishes them with a delay of a second or so. */
    long tableWrites() throws SQLException {
        return query(
                WRITES,
                rows -> {
                    rows.next();
                    return rows.getLong(1);
                },
                String.join(",", tables));
    }

    private interface Reading<T> {
        T read(ResultSet rows) throws SQLException;
    }

    private <T> T query(String sql, Reading<T> reading, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                return reading.read(rows);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
