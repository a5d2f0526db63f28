package dev.tributary.tools.capturecheck;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a connector is to capture, as far as the database can be compared with it.
 *
 * @param publication its name
 * @param database that it captures; nothing if it is not known here
 * @param role that the connector logs in as; nothing if it is not known here
 * @param tables schema and name of each table whose rows become records
 * @param signalTable schema and name of the table of requests to the connector, if it has one
 * @param columns of these tables that are captured, as regular expressions of schema, table and column; all if empty
 */
public record CaptureSettings(
        String publication,
        Optional<String> database,
        Optional<String> role,
        List<String> tables,
        Optional<String> signalTable,
        List<String> columns) {

    private static final Pattern PLAIN_NAME = Pattern.compile("[^.\\\\\\[\\](){}*+?|^$]+\\.[^.\\\\\\[\\](){}*+?|^$]+");

    public CaptureSettings {
        tables = List.copyOf(tables);
        columns = List.copyOf(columns);
    }

    /** What the project's own connector captures, of any database. */
    public static CaptureSettings defaults() {
        return new CaptureSettings(
                "tributary",
                Optional.empty(),
                Optional.of("debezium"),
                List.of("public.orders", "public.users", "tributary.heartbeat"),
                Optional.of("tributary.signal"),
                List.of(
                        "public\\.orders\\.(id|user_id|product_name|quantity|order_date)",
                        "public\\.users\\.(id|name|email|created_at)",
                        "tributary\\.heartbeat\\.(id|beat_at)"));
    }

    /**
     * What a connector's configuration says. A table that is given by a pattern and not by its name is left out.
     *
     * @return nothing if it is no configuration of Debezium's connector for PostgreSQL with a publication of its own
     */
    public static Optional<CaptureSettings> of(Map<String, String> config) {
        String publication = config.get("publication.name");
        if (publication == null || !config.getOrDefault("connector.class", "").endsWith("PostgresConnector")) {
            return Optional.empty();
        }
        return Optional.of(new CaptureSettings(
                publication,
                known(config, "database.dbname"),
                known(config, "database.user"),
                list(config, "table.include.list").stream()
                        .map(table -> table.replace("\\.", "."))
                        .filter(table -> PLAIN_NAME.matcher(table).matches())
                        .toList(),
                Optional.ofNullable(config.get("signal.data.collection")),
                list(config, "column.include.list")));
    }

    /** A placeholder is resolved by the worker. */
    private static Optional<String> known(Map<String, String> config, String key) {
        return Optional.ofNullable(config.get(key)).filter(value -> !value.contains("${"));
    }

    private static List<String> list(Map<String, String> config, String key) {
        return Arrays.stream(config.getOrDefault(key, "").split(","))
                .map(String::strip)
                .filter(Predicate.not(String::isEmpty))
                .toList();
    }

    /** The same by another publication. */
    public CaptureSettings from(String otherPublication) {
        return new CaptureSettings(otherPublication, database, role, tables, signalTable, columns);
    }

    /** The same of these tables only; their names with schema. */
    CaptureSettings only(List<String> some) {
        return new CaptureSettings(publication, database, role, some, Optional.empty(), columns);
    }

    boolean isSignalTable(String table) {
        return signalTable.filter(table::equals).isPresent();
    }

    boolean captures(String table, String column) {
        return columns.isEmpty()
                || columns.stream()
                        .anyMatch(pattern -> Pattern.compile(pattern, Pattern.CASE_INSENSITIVE)
                                .matcher(table + "." + column)
                                .matches());
    }
}
