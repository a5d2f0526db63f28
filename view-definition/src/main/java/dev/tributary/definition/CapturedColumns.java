package dev.tributary.definition;

import dev.tributary.definition.catalogue.TableName;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The columns that have to be captured for a view: those that it selects, and those that its joins compare. */
public final class CapturedColumns {

    private final ViewDefinition view;
    private final Function<SelectItem.Row, List<String>> wholeRow;

    private CapturedColumns(ViewDefinition view, Function<SelectItem.Row, List<String>> wholeRow) {
        this.view = view;
        this.wholeRow = wholeRow;
    }

    /**
     * The columns of each table, by their names in the database.
     *
     * @param tables of the view: the base table, then that of each join; a table may be there several times
     * @param wholeRow the columns of a row that is selected as a whole, which the definition does not name
     * @return the base table first
     */
    public static Map<TableName, Set<String>> of(
            ViewDefinition view, List<TableName> tables, Function<SelectItem.Row, List<String>> wholeRow) {
        CapturedColumns columns = new CapturedColumns(view, wholeRow);
        Map<TableName, Set<String>> captured = new LinkedHashMap<>();
        captured.put(tables.getFirst(), columns.ofBase());
        for (int join = 0; join < view.joins().size(); join++) {
            captured.computeIfAbsent(tables.get(1 + join), first -> new LinkedHashSet<>())
                    .addAll(columns.of(view.joins().get(join)));
        }
        return captured;
    }

    private Set<String> ofBase() {
        Set<String> columns = new LinkedHashSet<>();
        for (SelectItem item : view.items()) {
            if (item instanceof SelectItem.Plain plain && view.isOfBase(plain.column())) {
                columns.add(plain.column().column().text());
            }
        }
        view.joins().forEach(join -> columns.add(join.baseSide().column().text()));
        return columns;
    }

    private Set<String> of(Join join) {
        Set<String> columns = new LinkedHashSet<>();
        columns.add(ofTable(join.joined(), join.joinedSide().column()));
        view.items().forEach(item -> columns.addAll(selected(item, join)));
        return columns;
    }

    private List<String> selected(SelectItem item, Join join) {
        return switch (item) {
            case SelectItem.Plain plain ->
                plain.column().isOf(join.scopeName())
                        ? List.of(ofTable(join.joined(), plain.column().column()))
                        : List.of();
            case SelectItem.Row row -> row.scopeName().is(join.scopeName()) ? wholeRow.apply(row) : List.of();
            case SelectItem.RowToJson row -> row.scopeName().is(join.scopeName()) ? all(join.joined()) : List.of();
        };
    }

    /** A sub-select may have the table's column under another name. */
    private static String ofTable(JoinedTable joined, Name column) {
        return switch (joined) {
            case JoinedTable.Whole whole -> column.text();
            case JoinedTable.Part part ->
                part.column(column.text()).map(inside -> inside.column().text()).orElse(column.text());
        };
    }

    /** {@code row_to_json} is of a sub-select, which names its columns. */
    private static List<String> all(JoinedTable joined) {
        return switch (joined) {
            case JoinedTable.Whole whole -> List.of();
            case JoinedTable.Part part ->
                part.columns().stream()
                        .map(column -> column.column().column().text())
                        .toList();
        };
    }
}
