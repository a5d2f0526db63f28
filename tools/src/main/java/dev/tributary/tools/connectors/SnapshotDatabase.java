package dev.tributary.tools.connectors;

import dev.tributary.tools.Postgres;
import dev.tributary.tools.ToolException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** How far the log of the database is written, and how far the connector has read it. */
final class SnapshotDatabase implements AutoCloseable {

    private static final String WRITTEN = "SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint";

    private static final String READ =
            "SELECT active, (confirmed_flush_lsn - '0/0'::pg_lsn)::bigint FROM pg_replication_slots WHERE slot_name = ?";

    private final Postgres postgres;
    private final Connection connection;
    private final String slot;

    private SnapshotDatabase(Postgres postgres, Connection connection, String slot) {
        this.postgres = postgres;
        this.connection = connection;
        this.slot = slot;
    }

    /**
     * The connector's replication slot.
     *
     * @param isRead whether somebody is connected to it
     * @param position what is before it has been captured
     */
    record Slot(boolean isRead, long position) {}

    static SnapshotDatabase open(Postgres postgres, String slot) {
        try {
            return new SnapshotDatabase(postgres, postgres.open("tributary snapshot"), slot);
        } catch (SQLException e) {
            throw explain(postgres, e);
        }
    }

    /** The end of the log. */
    long position() {
        try (PreparedStatement statement = connection.prepareStatement(WRITTEN);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw explain(postgres, e);
        }
    }

    Optional<Slot> slot() {
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setString(1, slot);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(new Slot(row.getBoolean(1), row.getLong(2))) : Optional.empty();
            }
        } catch (SQLException e) {
            throw explain(postgres, e);
        }
    }

    static ToolException explain(Postgres postgres, SQLException e) {
        return Postgres.isConnectionFailure(e)
                ? ToolException.unreachable(postgres + " cannot be reached: " + Postgres.explain(e), e)
                : ToolException.failed(postgres + " refuses: " + Postgres.explain(e), e);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // It was read from, nothing more.
        }
    }
}
