package dev.tributary.localstack;

import dev.tributary.tools.definition.ViewInDatabase;
import dev.tributary.tools.generate.DataSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the parts of a stack are given for its data set. For the shop these are files of the project. For other tables, what lets
 * them be captured is derived from the view, as for anybody's tables.
 */
record DataSetFiles(DataSet dataSet, Project project, DataDirectory directory) {

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
        return isDerived() ? List.of(derivedConnectors().resolve(FILE)) : project.connectors();
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
        }
    }

    private boolean isDerived() {
        return dataSet != DataSet.SHOP;
    }
}
