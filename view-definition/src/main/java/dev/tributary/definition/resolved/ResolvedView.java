package dev.tributary.definition.resolved;

import dev.tributary.definition.ViewDefinition;
import dev.tributary.definition.catalogue.Column;
import dev.tributary.definition.catalogue.Table;
import dev.tributary.definition.catalogue.TableName;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A view whose tables and columns are known.
 *
 * @param key the base table's primary key, under its name in the view
 */
public record ResolvedView(
        ViewDefinition definition, Table base, NamedColumn key, List<ResolvedJoin> joins, List<OutputColumn> columns) {

    public ResolvedView {
        joins = List.copyOf(joins);
        columns = List.copyOf(columns);
    }

    public String name() {
        return definition.name().text();
    }

    /** Its tables, each once, the base table first. */
    public List<Table> tables() {
        Map<TableName, Table> tables = new LinkedHashMap<>();
        tables.put(base.name(), base);
        joins.forEach(join -> tables.putIfAbsent(join.table().name(), join.table()));
        return List.copyOf(tables.values());
    }

    /** The columns of a table that have to be captured, in the table's order. */
    public List<Column> captured(Table table) {
        Set<String> names = new LinkedHashSet<>(table.primaryKey());
        if (base.name().equals(table.name())) {
            joins.forEach(join -> names.add(join.foreignKey().column().name()));
        }
        for (OutputColumn column : columns) {
            if (source(column).equals(table.name())) {
                names.addAll(read(column));
            }
        }
        return table.columns().stream()
                .filter(column -> names.contains(column.name()))
                .toList();
    }

    /**
     * The tables that columns of the view are of.
     *
     * @param paths names of columns, and of columns of a joined row, such as {@code user.email}
     */
    public Set<TableName> tablesOf(Set<String> paths) {
        Set<TableName> tables = new LinkedHashSet<>();
        for (OutputColumn column : columns) {
            boolean isOf = paths.contains(column.name())
                    || (column instanceof OutputColumn.Row row
                            && row.columns().stream().anyMatch(of -> paths.contains(row.name() + "." + of.name())));
            if (isOf) {
                tables.add(source(column));
            }
        }
        return tables;
    }

    private TableName source(OutputColumn column) {
        return switch (column) {
            case OutputColumn.OfBase ignored -> base.name();
            case OutputColumn.OfJoined of -> of.join().table().name();
            case OutputColumn.Row row -> row.join().table().name();
        };
    }

    private static List<String> read(OutputColumn column) {
        return switch (column) {
            case OutputColumn.OfBase of -> List.of(of.column().name());
            case OutputColumn.OfJoined of -> List.of(of.column().name());
            case OutputColumn.Row row ->
                row.columns().stream().map(field -> field.column().name()).toList();
        };
    }
}
