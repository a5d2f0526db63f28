package dev.tributary.http;

import dev.tributary.definition.contract.ViewContract;
import dev.tributary.http.Endpoint.In;
import dev.tributary.http.Endpoint.Parameter;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.config.ConfigException;

/**
 * How the API calls what a view has: its rows as their base table, {@code orders}, one of them as the contract calls where it comes
 * from, {@code order}; and the rows that its foreign key refers to likewise, {@code users} and {@code user}.
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

    /** Paths of the API itself, and names of its own events. */
    private static final Set<String> TAKEN = Set.of("health", "instances", "internal", "openapi.json", "topology");

    /** Names of its events and of its schemas, which a row's name may not be; and of the one operation. */
    private static final Set<String> TAKEN_FOR_ROWS =
            Set.of("live", "removed", "page", "events", "health", "topologies", "instances", "problem", "contract");

    /** Parameters of its own. */
    private static final Set<String> TAKEN_FOR_KEYS = Set.of("state", "after", "limit", "stale");

    /** @throws ConfigException if a table is called as a path of the API */
    static ResourceNames of(ViewContract view) {
        ViewContract.Referenced referenced = view.referenced().getFirst();
        ResourceNames names = new ResourceNames(
                view.base().table().table(),
                one(view.base().origin()),
                view.base().columns().getFirst().field().name(),
                referenced.table().table(),
                one(referenced.origin()),
                referenced.primaryKey(),
                referenced.foreignKey().field().name());
        refuse(view, TAKEN.contains(names.rows) || names.rows.equals("next"), "its table " + names.rows);
        refuse(view, TAKEN.contains(names.owners), "its table " + names.owners);
        refuse(view, TAKEN_FOR_ROWS.contains(names.row), "the prefix of " + names.row + "_lsn in its contract");
        refuse(view, TAKEN_FOR_KEYS.contains(names.foreignKey), "its column " + names.foreignKey);
        return names;
    }

    private static void refuse(ViewContract view, boolean isTaken, String name) {
        if (isTaken) {
            throw new ConfigException("the view " + view.name() + " cannot be served over HTTP: " + name
                    + " is called as something of the API itself. Rename a column by AS, a prefix in the contract, or the"
                    + " table; or run the join alone, tributary.tiers=enrich and tributary.http.port=-1");
        }
    }

    /** The fields of provenance are called after one row: {@code order_lsn}. */
    private static String one(ViewContract.Origin origin) {
        return origin.lsn().substring(0, origin.lsn().length() - "_lsn".length());
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
