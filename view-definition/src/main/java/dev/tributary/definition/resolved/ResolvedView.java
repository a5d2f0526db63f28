package dev.tributary.definition.resolved;

import dev.tributary.definition.CapturedColumns;
import dev.tributary.definition.SelectItem;
import dev.tributary.definition.ViewDefinition;
import dev.tributary.definition.catalogue.Column;
import dev.tributary.definition.catalogue.Table;
import dev.tributary.definition.catalogue.TableName;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

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
        List<TableName> tables = Stream.concat(Stream.of(base), joins.stream().map(ResolvedJoin::table))
                .map(Table::name)
                .toList();
        Set<String> names =
                CapturedColumns.of(definition, tables, this::wholeRow).getOrDefault(table.name(), Set.of());
        return table.columns().stream()
                .filter(column -> names.contains(column.name()))
                .toList();
    }

    private List<String> wholeRow(SelectItem.Row item) {
        return columns.stream()
                .filter(column -> column.name().equals(item.name().text()))
                .flatMap(column -> column instanceof OutputColumn.Row row ? row.columns().stream() : Stream.empty())
                .map(field -> field.column().name())
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
}
