package dev.tributary.tools.capturecheck;

import dev.tributary.tools.Postgres;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.capturecheck.DatabaseFacts.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares what a connector is to capture with what PostgreSQL's publication, tables and roles let it capture. Where they
 * disagree, the connector runs, reports no error, and the results are wrong.
 */
public final class CaptureCheck {

    private static final int ANSWER_WITHIN_MILLIS = 10_000;

    private final Postgres postgres;
    private final CaptureSettings settings;

    public CaptureCheck(Postgres postgres, CaptureSettings settings) {
        this.postgres = postgres;
        this.settings = settings;
    }

    /** Everything that keeps changes from being captured; empty if all is well. */
    public List<CaptureFinding> findings() throws SQLException {
        try (Connection connection = open()) {
            return findings(connection, settings);
        }
    }

    /**
     * As {@link #findings()}, of a connector that has to capture this database.
     *
     * @param connector its name
     * @throws ToolException if it captures another one
     */
    public List<CaptureFinding> findingsOf(String connector) throws SQLException {
        try (Connection connection = open()) {
            requireDatabase(connection, connector, settings);
            return findings(connection, settings);
        }
    }

    /** As {@link #findings()}; nothing if the connector captures another database than this one. */
    public Optional<List<CaptureFinding>> findingsOfItsDatabase() throws SQLException {
        try (Connection connection = open()) {
            String name = connection.getCatalog();
            return settings.database()
                            .filter(database -> !database.equals(name))
                            .isPresent()
                    ? Optional.empty()
                    : Optional.of(findings(connection, settings));
        }
    }

    private Connection open() throws SQLException {
        Connection connection = postgres.open("tributary capture check");
        connection.setNetworkTimeout(Runnable::run, ANSWER_WITHIN_MILLIS);
        return connection;
    }

    private static List<CaptureFinding> findings(Connection connection, CaptureSettings settings) throws SQLException {
        List<String> tables = new ArrayList<>(settings.tables());
        settings.signalTable().ifPresent(tables::add);
        return CaptureRules.findings(settings, new CatalogueReader(connection).read(settings, tables));
    }

    /**
     * Refuses to have tables read by a connector if it captures another database than this one, would not see all of their
     * rows, or would not be sent their changes or the request.
     *
     * @param connector its name
     * @param settings what it captures
     * @param tables with their schemas
     * @throws ToolException that names the first finding
     */
    public static void requireCaptured(
            Connection connection, String connector, CaptureSettings settings, List<String> tables)
            throws SQLException {
        requireDatabase(connection, connector, settings);
        findings(connection, settings.only(tables)).stream()
                .filter(finding -> switch (finding.kind()) {
                    case PUBLICATION, TABLE, PRIMARY_KEY, PRIVILEGE, ROW_SECURITY -> true;
                    case ROW_FILTER, COLUMN_LIST, REPLICA_IDENTITY, GENERATED_COLUMN, TRUNCATE -> false;
                })
                .findFirst()
                .ifPresent(finding -> {
                    throw ToolException.failed(finding.message());
                });
    }

    private static void requireDatabase(Connection connection, String connector, CaptureSettings settings)
            throws SQLException {
        String name = connection.getCatalog();
        Optional<String> other = settings.database().filter(database -> !database.equals(name));
        if (other.isPresent()) {
            throw ToolException.failed("the connector " + connector + " captures database " + other.get() + ", and not "
                    + name + ", which --postgres names: name another one by --connector");
        }
    }

    /**
     * Refuses to go on if a policy of row-level security hides rows of these tables from the user of the connection: a row
     * that is hidden is not gone.
     *
     * @param tables with their schemas
     * @throws ToolException that names the table
     */
    public static void requireAllRows(Connection connection, List<String> tables) throws SQLException {
        for (Table table : new CatalogueReader(connection)
                .read(CaptureSettings.ofTables(tables), tables)
                .tables()) {
            if (table.hidesFromUser()) {
                throw ToolException.failed("row-level security hides rows of table " + table.name() + " from user "
                        + connection.getMetaData().getUserName()
                        + ", and what is hidden would look as if it were deleted: log in as a role with BYPASSRLS,"
                        + " such as the connector's (--postgres)");
            }
        }
    }
}
