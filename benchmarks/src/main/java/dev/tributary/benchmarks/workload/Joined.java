package dev.tributary.benchmarks.workload;

import java.util.List;

/**
 * A table that orders refer to by its primary key, and what a result has of it.
 *
 * @param foreignKey which one of an order's
 * @param row the field of a result that holds the columns; empty if they are fields of the result itself
 * @param columns that a result has
 * @param flatNames what the columns are called in a result that has no rows in it, as Flink writes it
 */
public record Joined(Table table, int foreignKey, String row, List<Column> columns, List<String> flatNames) {

    public Joined {
        columns = List.copyOf(columns);
        flatNames = List.copyOf(flatNames);
    }

    /** All columns, as a row. */
    static Joined row(Table table, int foreignKey, String row, String prefix) {
        List<String> flatNames =
                table.columns().stream().map(column -> prefix + column.name()).toList();
        return new Joined(table, foreignKey, row, table.columns(), flatNames);
    }

    /** One column. */
    static Joined column(Table table, int foreignKey, Column column, String name) {
        return new Joined(table, foreignKey, "", List.of(column), List.of(name));
    }
}
