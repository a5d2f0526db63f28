package dev.tributary.localstack;

import dev.tributary.definition.reporting.ReportingTable;
import dev.tributary.tools.definition.ReportingSink;
import dev.tributary.tools.definition.View;
import dev.tributary.tools.definition.ViewInDatabase;
import dev.tributary.tools.generate.DataSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the parts of a stack are given for its data set. For the shop these are files of the project. For other tables, what lets
 * them be captured is derived from the view, as for anybody's tables.
 *
 * @param reporting whether the view is kept in a reporting database too
 */
record DataSetFiles(DataSet dataSet, boolean reporting, Project project, DataDirectory directory) {

    /** Of the connector that keeps the reporting database. */
    private static final String SINK = ReportingSink.SHIPPED + ".json";

    private static final String FILE = ViewInDatabase.SHIPPED_CONNECTOR + ".json";

    /** The definition of the view. */
    Path view() {
        return project.view(dataSet);
    }

    /** SQL for the database, in the order in which it is run. */
    List<Path> scripts() {
        return project.sqlScripts(dataSet);
    }

    /** The connectors' files. The one that is derived is there after {@link #deriveConnector}. */
    List<Path> connectors() {
        List<Path> sources = isDerived() ? List.of(derivedConnectors().resolve(FILE)) : project.connectors();
        return Stream.concat(sources.stream(), sink().stream()).toList();
    }

    private Optional<Path> sink() {
        if (!reporting) {
            return Optional.empty();
        }
        return Optional.of(isDerived() ? derivedConnectors().resolve(SINK) : shippedSink());
    }

    private Path shippedSink() {
        return project.root().resolve(ReportingSink.FILE);
    }

    /** The SQL of the table in the reporting database. */
    String reportingTable() {
        View view = View.read(view());
        return ReportingTable.sql(view.name(), view.contract().schema());
    }

    /** The directory of the connectors that are derived; empty if they are the project's. */
    Optional<Path> ownConnectors() {
        return isDerived() ? Optional.of(derivedConnectors()) : Optional.empty();
    }

    private Path derivedConnectors() {
        return directory.config().resolve("connectors");
    }

    /** Environment of the application. */
    Map<String, String> applicationSettings() {
        return isDerived() ? Map.of("TRIBUTARY_VIEW", view().toString()) : Map.of();
    }

    /** The SQL that lets the tables be captured, if it is not in the scripts. */
    Optional<String> ownerSql(dev.tributary.tools.Postgres superuser) throws SQLException {
        return isDerived() ? Optional.of(ViewInDatabase.of(view(), superuser).ownerSql()) : Optional.empty();
    }

    /** Writes the connector's file, if it is derived: the tables and the publication have to be there. */
    void deriveConnector(dev.tributary.tools.Postgres superuser) throws SQLException, IOException {
        if (isDerived()) {
            Files.createDirectories(derivedConnectors());
            Path shipped = project.root().resolve("connect/connectors").resolve(FILE);
            Files.writeString(
                    derivedConnectors().resolve(FILE),
                    ViewInDatabase.of(view(), superuser)
                            .connector(shipped, ViewInDatabase.SHIPPED_CONNECTOR, ViewInDatabase.SHIPPED_SLOT));
            if (reporting) {
                Files.writeString(
                        derivedConnectors().resolve(SINK),
                        ReportingSink.connector(
                                shippedSink(),
                                ReportingSink.SHIPPED,
                                View.read(view()).contract()));
            }
        }
    }

    private boolean isDerived() {
        return dataSet != DataSet.SHOP;
    }
}
