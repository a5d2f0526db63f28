package dev.tributary.tools.definition;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.definition.PostgresSyntax;
import dev.tributary.definition.Refusal;
import dev.tributary.definition.ViewDefinition;
import dev.tributary.definition.catalogue.CatalogueReader;
import dev.tributary.definition.catalogue.Table;
import dev.tributary.definition.owner.ConnectorSettings;
import dev.tributary.definition.owner.OwnerSql;
import dev.tributary.definition.resolved.Resolution;
import dev.tributary.definition.resolved.ResolvedView;
import dev.tributary.definition.resolved.Resolver;
import dev.tributary.tools.Postgres;
import dev.tributary.tools.ToolException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.UnaryOperator;

/** The file of a view beside the database with its tables, and what is derived from both so that the tables can be captured. */
public final class ViewInDatabase {

    /** The connector that the project has. */
    public static final String SHIPPED_CONNECTOR = "tributary-source";

    /** Its replication slot. */
    public static final String SHIPPED_SLOT = "tributary";

    /** The publication that a connector reads if it is given no other. */
    public static final String PUBLICATION = "tributary";

    /** The topic in which the project's connector says how far a snapshot is; another one has its own, named behind it. */
    private static final String NOTIFICATIONS = "tributary.notifications";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ViewFile file;
    private final Postgres postgres;
    private final String publication;

    ViewInDatabase(ViewFile file, Postgres postgres, String publication) {
        this.file = file;
        this.postgres = postgres;
        this.publication = publication;
    }

    /**
     * With the publication of the name that is usual.
     *
     * @param postgres a user who may see the tables
     */
    public static ViewInDatabase of(Path file, Postgres postgres) {
        return new ViewInDatabase(ViewFile.read(file), postgres, PUBLICATION);
    }

    /** The view, prepared by PostgreSQL, parsed, and compared with the catalogue. */
    public ResolvedView resolve() throws SQLException {
        return resolve(table -> table);
    }

    /** The SQL by which a superuser lets the tables be captured: role, rights, publication, replica identities, guards. */
    public String ownerSql() throws SQLException {
        if (!publication.equals(PUBLICATION)) {
            throw ToolException.usage("the SQL makes the publication " + PUBLICATION
                    + ", which every connector of a database can read; make " + publication + " yourself");
        }
        return OwnerSql.of(resolve(Table::withFullIdentity));
    }

    private ResolvedView resolve(UnaryOperator<Table> assumed) throws SQLException {
        try (Connection connection = open()) {
            List<Refusal> refusals = new PostgresSyntax(connection, new DriverErrors()).refusals(file.text());
            if (!refusals.isEmpty()) {
                throw file.refused(refusals);
            }
            ViewDefinition definition = file.definition();
            CatalogueReader catalogue = new CatalogueReader(connection, publication);
            return switch (Resolver.resolve(
                    definition, name -> catalogue.table(name).map(assumed))) {
                case Resolution.Resolved resolved -> resolved.view();
                case Resolution.Refused refused -> throw file.refused(refused.refusals());
            };
        }
    }

    /**
     * The file of a connector that captures the tables, as JSON.
     *
     * @param shipped the file of the project's own connector, which has all the rest
     * @param name of the connector
     * @param slot its replication slot
     */
    public String connector(Path shipped, String name, String slot) throws SQLException, IOException {
        ObjectNode connector = (ObjectNode) JSON.readTree(shipped.toFile());
        connector.put("name", name);
        ObjectNode config = (ObjectNode) connector.get("config");
        config.put("database.dbname", database());
        config.put("slot.name", slot);
        config.put("publication.name", publication);
        if (!name.equals(SHIPPED_CONNECTOR)) {
            // Two connectors of a worker with one topic prefix have the same metrics: the second one waits 84 s for
            // their names.
            config.put("custom.metric.tags", "connector=" + name);
            // Who waits for a snapshot must not take what another connector says for its own.
            config.put("notification.sink.topic.name", NOTIFICATIONS + "." + name.replaceAll("[^a-zA-Z0-9._-]", "_"));
        }
        ConnectorSettings.of(resolve()).forEach(config::put);
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(connector);
    }

    /** Its name. */
    private String database() throws SQLException {
        try (Connection connection = open()) {
            return connection.getCatalog();
        }
    }

    private Connection open() throws SQLException {
        return postgres.open("tributary view");
    }
}
