package dev.tributary.tools.apply;

import dev.tributary.definition.catalogue.Column;
import dev.tributary.definition.catalogue.Table;
import dev.tributary.definition.owner.ConnectorSettings;
import dev.tributary.definition.resolved.ResolvedView;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.capturecheck.CaptureSettings;
import dev.tributary.tools.connectors.ConnectorFile;
import dev.tributary.tools.connectors.ConnectorsApply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A connector that captures what a view needs beside what it captures already.
 *
 * @param connector with the tables that are still to be read in its configuration, so that a command which is ended can be resumed
 * @param captured what it captures in addition, a line for each table
 */
record CaptureChange(ConnectorFile connector, List<String> captured) {

    CaptureChange {
        captured = List.copyOf(captured);
    }

    /**
     * Widens a connector. A table has to be read again if a column of it is new to the connector, or if rows of the view that were
     * written before have no value of it: the last change event of a row may lack the value.
     *
     * @param fresh the fields of the contract of which rows have no value
     * @throws ToolException if it is no connector of a view
     */
    static CaptureChange of(ConnectorFile present, ResolvedView view, Set<String> fresh) {
        ConnectorSettings.of(view).keySet().forEach(present::required);
        CaptureSettings settings = settings(present);
        List<String> tables = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        List<String> captured = new ArrayList<>();
        Set<String> toRead = new LinkedHashSet<>(toRead(present));
        view.tablesOf(fresh).forEach(table -> toRead.add(table.toString()));
        for (Table table : view.tables()) {
            String name = table.name().toString();
            boolean isCaptured = isListed(present, name);
            List<Column> missing = view.captured(table).stream()
                    .filter(column -> !settings.captures(name, column.name()))
                    .toList();
            if (!isCaptured) {
                tables.add(name);
            }
            if (!missing.isEmpty()) {
                columns.add(ConnectorSettings.columns(table, missing));
            }
            if (!parts(present, ConnectorSettings.KEYS).contains(ConnectorSettings.key(table))) {
                keys.add(ConnectorSettings.key(table));
            }
            if (!isCaptured || !missing.isEmpty()) {
                toRead.add(name);
                captured.add(name + ": "
                        + String.join(
                                ", ",
                                (isCaptured ? missing : view.captured(table))
                                        .stream().map(Column::name).toList()));
            }
        }
        Map<String, String> config = new HashMap<>(present.config());
        append(config, ConnectorSettings.TABLES, tables);
        append(config, ConnectorSettings.COLUMNS, columns);
        append(config, ConnectorSettings.KEYS, keys);
        ConnectorFile widened = present.with(config);
        toRead.removeIf(table -> !isListed(widened, table));
        return new CaptureChange(withToRead(widened, toRead), captured);
    }

    private static boolean isListed(ConnectorFile connector, String table) {
        return parts(connector, ConnectorSettings.TABLES).contains(table)
                || settings(connector).tables().contains(table);
    }

    /** What a connector captures, as far as the database can be compared with it. */
    static CaptureSettings settings(ConnectorFile connector) {
        return CaptureSettings.of(connector.config())
                .orElseThrow(() -> ToolException.failed("the connector " + connector.name()
                        + " does not read a publication of PostgreSQL: name the one that captures the view's tables by"
                        + " --connector"));
    }

    /** The tables that are still to be read. */
    static List<String> toRead(ConnectorFile connector) {
        return parts(connector, ConnectorsApply.TO_READ);
    }

    /** The same connector when a table has been read. */
    static ConnectorFile withoutToRead(ConnectorFile connector, String table) {
        Set<String> toRead = new LinkedHashSet<>(toRead(connector));
        toRead.remove(table);
        return withToRead(connector, toRead);
    }

    /** A connector that never had such tables stays without the setting. */
    private static ConnectorFile withToRead(ConnectorFile connector, Collection<String> tables) {
        if (tables.isEmpty() && !connector.config().containsKey(ConnectorsApply.TO_READ)) {
            return connector;
        }
        Map<String, String> config = new HashMap<>(connector.config());
        config.put(ConnectorsApply.TO_READ, String.join(",", tables));
        return connector.with(config);
    }

    /** Tables, and columns of the view's tables, that the view does not need, if there are any. */
    List<String> unneeded(ResolvedView view) {
        CaptureSettings settings = settings(connector);
        CaptureSettings needed = settings(connector.with(needed(view)));
        List<String> unneeded = new ArrayList<>(settings.tables());
        unneeded.removeAll(needed.tables());
        for (Table table : view.tables()) {
            String name = table.name().toString();
            table.columns().stream()
                    .map(Column::name)
                    .filter(column -> settings.captures(name, column) && !needed.captures(name, column))
                    .forEach(column -> unneeded.add(name + "." + column));
        }
        return unneeded;
    }

    private Map<String, String> needed(ResolvedView view) {
        Map<String, String> config = new HashMap<>(connector.config());
        config.putAll(ConnectorSettings.of(view));
        return config;
    }

    private static List<String> parts(ConnectorFile connector, String key) {
        return Stream.of(connector.config().getOrDefault(key, "").split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static void append(Map<String, String> config, String key, List<String> more) {
        if (!more.isEmpty()) {
            config.merge(key, String.join(",", more), (present, added) -> present + "," + added);
        }
    }
}
