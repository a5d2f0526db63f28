package dev.tributary.enrich;

import dev.tributary.definition.catalogue.TableName;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.contract.ViewContract.Column;
import dev.tributary.definition.contract.ViewContract.Selected;
import dev.tributary.topics.KeySerde;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.avro.Schema;

/**
 * A table that is joined, once or several times. Its rows are encoded once: all columns that results have of it, those of each
 * {@link Selected} side by side, so that they are copied as they are. What is selected twice is there once. If the primary key is not among
 * them, it is the first.
 *
 * @param captured the columns, and the change events that they come from
 * @param columns in the order in which they are encoded
 */
record ReferencedTable(TableName name, CapturedTable captured, List<Column> columns) {

    ReferencedTable {
        columns = List.copyOf(columns);
    }

    /** @throws IllegalArgumentException naming the column, if the application cannot have it */
    static ReferencedTable of(ViewContract view, TableName table) {
        List<ViewContract.Referenced> joins = view.referenced().stream()
                .filter(join -> join.table().equals(table))
                .toList();
        String key = joins.getFirst().primaryKey();
        List<Column> columns = new ArrayList<>();
        // Single columns are mostly among those of a row.
        joins.stream()
                .flatMap(join -> join.selected().stream())
                .sorted(Comparator.comparing(selected -> -selected.columns().size()))
                .filter(selected -> place(columns, selected) < 0)
                .forEachOrdered(selected -> columns.addAll(selected.columns()));
        boolean hasKey = columns.stream()
                .anyMatch(column ->
                        column.column().equals(key) && !column.field().schema().isNullable());
        if (!hasKey) {
            columns.addFirst(new Column(
                    new Schema.Field(
                            key, KeySerde.schema(joins.getFirst().foreignKey().keyType())),
                    key));
        }
        CapturedTable captured = CapturedTable.referenced(table.table(), columns, key);
        for (ViewContract.Referenced join : joins) {
            if (join.foreignKey().keyType() != captured.encoding().keyType()) {
                throw new IllegalArgumentException("the foreign key "
                        + join.foreignKey().column() + " is "
                        + join.foreignKey().keyType().form() + " in the contract, and the key " + key + " of table "
                        + table + " " + captured.encoding().keyType().form() + ": write it anew by"
                        + " ./tributary view contract");
            }
        }
        return new ReferencedTable(table, captured, columns);
    }

    /** Where some columns are that a result has. */
    SelectedColumns selected(Selected selected) {
        int from = place(columns, selected);
        int to = from + selected.columns().size();
        return SelectedColumns.of(selected, from, to, columns.size());
    }

    /** Where the columns are side by side, encoded as they are to be; negative if they are not. */
    private static int place(List<Column> columns, Selected selected) {
        int count = selected.columns().size();
        for (int from = 0; from + count <= columns.size(); from++) {
            if (isEncodedAlike(columns.subList(from, from + count), selected.columns())) {
                return from;
            }
        }
        return -1;
    }

    private static boolean isEncodedAlike(List<Column> some, List<Column> others) {
        for (int i = 0; i < some.size(); i++) {
            if (!some.get(i).column().equals(others.get(i).column())
                    || !some.get(i)
                            .field()
                            .schema()
                            .equals(others.get(i).field().schema())) {
                return false;
            }
        }
        return true;
    }
}
