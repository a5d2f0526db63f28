package dev.tributary.tools.capturecheck;

import dev.tributary.tools.definition.View;
import dev.tributary.tools.definition.ViewInDatabase;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

    private static final String ROLE = "debezium";

    /** Schema of the tables that the results are not made from. */
    private static final String OWN = "tributary.";

    private static final String HEARTBEAT = "tributary.heartbeat";

    public CaptureSettings {
        tables = List.copyOf(tables);
        columns = List.copyOf(columns);
    }

    /** What the project's own connector captures, of any database. */
    public static CaptureSettings defaults() {
        return of(View.shipped());
    }

    /** What the connector of a view captures, of any database. */
    public static CaptureSettings of(View view) {
        Stream<String> columns = view.captured().entrySet().stream()
                .flatMap(
                        table -> table.getValue().stream().map(column -> Pattern.quote(table.getKey() + "." + column)));
        return new CaptureSettings(
                ViewInDatabase.PUBLICATION,
                Optional.empty(),
                Optional.of(ROLE),
                Stream.concat(view.tables().stream(), Stream.of(HEARTBEAT)).toList(),
                Optional.of("tributary.signal"),
                Stream.concat(columns, Stream.of("tributary\\.heartbeat\\.(id|beat_at)"))
                        .toList());
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

    /** The same tables and columns, captured by a connector that captures these. */
    public CaptureSettings by(CaptureSettings connector) {
        return new CaptureSettings(
                connector.publication, connector.database, connector.role, tables, connector.signalTable, columns);
    }

    /** The same connector, as far as it captures some of its tables. */
    CaptureSettings only(List<String> some) {
        return new CaptureSettings(publication, database, role, some, signalTable, columns);
    }

    /** All columns of tables, which are named with their schemas, whoever captures them. */
    static CaptureSettings ofTables(List<String> tables) {
        return new CaptureSettings(
                ViewInDatabase.PUBLICATION, Optional.empty(), Optional.empty(), tables, Optional.empty(), List.of());
    }

    /** Whether a table, which is named with its schema, is one of Tributary's own. */
    public static boolean isOwn(String table) {
        return table.startsWith(OWN);
    }

    boolean isSignalTable(String table) {
        return signalTable.filter(table::equals).isPresent();
    }

    /** Whether values of a column become fields of records, if its table is captured. */
    public boolean captures(String table, String column) {
        return columns.isEmpty()
                || columns.stream()
                        .anyMatch(pattern -> Pattern.compile(pattern, Pattern.CASE_INSENSITIVE)
                                .matcher(table + "." + column)
                                .matches());
    }
}
