package dev.tributary.definition.owner;

import dev.tributary.definition.catalogue.Column;
import dev.tributary.definition.catalogue.Table;
import dev.tributary.definition.resolved.ResolvedView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The settings of the connector that differ from view to view: what it captures. */
public final class ConnectorSettings {

    /** Names of tables, separated by commas. */
    public static final String TABLES = "table.include.list";
    /** Regular expressions that columns match, separated by commas. */
    public static final String COLUMNS = "column.include.list";
    /** The primary keys, separated by commas. */
    public static final String KEYS = "rowId.columns";

    /** A table of Tributary's own. */
    private static final String OWN_TABLE = "tributary.heartbeat";
    /** Its topic has had it as a long from the beginning. */
    private static final String OWN_KEY = "tributary.heartbeat.id";

    /** Of its own tables. */
    private static final List<String> OWN_COLUMNS =
            List.of("tributary\\.heartbeat\\.(id|beat_at)", "tributary\\.signal\\.(id|type|data)");

    private ConnectorSettings() {}

    /** By key, in the order of the connector's file. */
    public static Map<String, String> of(ResolvedView view) {
        List<Table> tables = view.tables();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(
                TABLES,
                joined(Stream.concat(tables.stream().map(table -> table.name().toString()), Stream.of(OWN_TABLE))));
        settings.put(
                COLUMNS,
                joined(Stream.concat(
                        tables.stream().map(table -> columns(table, view.captured(table))), OWN_COLUMNS.stream())));
        settings.put(KEYS, joined(Stream.concat(tables.stream().map(ConnectorSettings::key), Stream.of(OWN_KEY))));
        return settings;
    }

    /** A table's primary key, as in the list of these. */
    public static String key(Table table) {
        return table.name() + "." + table.primaryKey().getFirst();
    }

    /** A name as a part of a regular expression in a list, whatever characters are in it. */
    private static String quoted(String name) {
        StringBuilder quoted = new StringBuilder();
        name.codePoints().forEach(character -> {
            boolean isPlain =
                    character == '_' || character == '-' || (character < 128 && Character.isLetterOrDigit(character));
            quoted.append(isPlain ? Character.toString(character) : "\\x{" + Integer.toHexString(character) + "}");
        });
        return quoted.toString();
    }

    /** The regular expression of columns of a table. */
    public static String columns(Table table, List<Column> columns) {
        return quoted(table.name().schema()) + "\\." + quoted(table.name().table()) + "\\.("
                + columns.stream()
                        .map(Column::name)
                        .map(ConnectorSettings::quoted)
                        .collect(Collectors.joining("|"))
                + ")";
    }

    private static String joined(Stream<String> parts) {
        return parts.collect(Collectors.joining(","));
    }
}
