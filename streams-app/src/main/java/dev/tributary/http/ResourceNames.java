package dev.tributary.http;

import dev.tributary.definition.contract.ViewContract;
import dev.tributary.http.Endpoint.In;
import dev.tributary.http.Endpoint.Parameter;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.config.ConfigException;

/**
 * The names that a view has in the API: its rows have that of the base table, {@code orders}, and one of them the prefix of its
 * fields of provenance, {@code order}; the rows that its foreign key refers to likewise, {@code users} and {@code user}.
 *
 * @param rows name of the base table
 * @param row name of one of its rows
 * @param key the field that is its primary key
 * @param owners name of the table that is referred to
 * @param owner name of one of its rows
 * @param ownerKey the column that is its primary key
 * @param foreignKey the field that refers to it
 */
record ResourceNames(
        String rows, String row, String key, String owners, String owner, String ownerKey, String foreignKey) {

    private static final String NUMBER = "{\"type\":\"integer\",\"format\":\"int64\"}";

    /** Paths of the API that are not of a view. */
    private static final Set<String> PATHS = Set.of("health", "instances", "internal", "openapi.json", "topology");

    /** The member of a page beside its rows. */
    private static final String NEXT = "next";

    /** Names of events, schemas and operations of the API that are not of a view. */
    private static final Set<String> OTHERS =
            Set.of("live", "removed", "page", "events", "health", "topologies", "instances", "problem", "contract");

    /** Names of query parameters that every view has. */
    private static final Set<String> PARAMETERS = Set.of("state", "after", "limit", "stale");

    /** @throws ConfigException if the API uses one of the names itself */
    static ResourceNames of(ViewContract view) {
        ViewContract.Referenced referenced = view.referenced().getFirst();
        ResourceNames names = new ResourceNames(
                view.base().table().table(),
                view.base().origin().prefix(),
                view.base().columns().getFirst().field().name(),
                referenced.table().table(),
                referenced.origin().prefix(),
                referenced.primaryKey(),
                referenced.foreignKey().field().name());
        refuse(view, PATHS.contains(names.rows) || names.rows.equals(NEXT), "table " + names.rows);
        refuse(view, PATHS.contains(names.owners), "table " + names.owners);
        refuse(view, OTHERS.contains(names.row.toLowerCase(Locale.ROOT)), "prefix " + names.row + " in the contract");
        refuse(view, PARAMETERS.contains(names.foreignKey), "column " + names.foreignKey);
        return names;
    }

    private static void refuse(ViewContract view, boolean isTaken, String name) {
        if (isTaken) {
            throw new ConfigException("the view " + view.name()
                    + " cannot be served over HTTP: the API uses the name of its "
                    + name + " itself. Rename a column by AS, a prefix in the contract, or the table; or run the join"
                    + " without HTTP: tributary.tiers=enrich and tributary.http.port=-1");
        }
    }

    String rowsPath() {
        return "/" + rows;
    }

    String rowPath() {
        return rowsPath() + "/{" + key + "}";
    }

    String streamPath() {
        return rowsPath() + "/stream";
    }

    String ofOwnerPath() {
        return "/" + owners + "/{" + ownerKey + "}" + rowsPath();
    }

    /** The path of one owner's rows. */
    String ofOwnerPath(long id) {
        return "/" + owners + "/" + id + rowsPath();
    }

    /** The name of the schema of a row. */
    String schema() {
        return capitalized(row);
    }

    /** A name of an operation. */
    String operation(String verb, String name) {
        return verb + capitalized(name);
    }

    Parameter keyParameter() {
        return new Parameter(In.PATH, key, "The key of the " + row + ".", NUMBER);
    }

    Parameter ownerParameter() {
        return new Parameter(In.PATH, ownerKey, "The key of the " + owner + ".", NUMBER);
    }

    Parameter foreignKeyParameter() {
        return new Parameter(In.QUERY, foreignKey, "Only the " + rows + " of this " + owner + ".", NUMBER);
    }

    Parameter after() {
        return new Parameter(
                In.QUERY, "after", "Only " + rows + " with a greater key: the last one of the page before.", NUMBER);
    }

    Parameter limit() {
        return new Parameter(
                In.QUERY,
                "limit",
                "How many " + rows + " a page has at most.",
                "{\"type\":\"integer\",\"minimum\":1,\"maximum\":" + Requests.MAX_LIMIT + ",\"default\":"
                        + Requests.DEFAULT_LIMIT + "}");
    }

    private static String capitalized(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }
}
