package dev.tributary.tools.generate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row change. The ids of new rows are taken from the database's sequences before the insert.
 *
 * @param id of the row
 * @param values of the operation's parameters
 */
record Change(Operation operation, int id, List<@Nullable Object> values) {

    /**
     * The order in which every transaction takes its locks, so that two never wait for each other: by table, and in a table by
     * id. Changes of one row keep their order.
     */
    static final Comparator<Change> LOCK_ORDER =
            Comparator.comparingInt((Change change) -> change.table().rank()).thenComparingInt(Change::id);

    static Change of(Operation operation, int id, @Nullable Object... values) {
        return new Change(operation, id, Arrays.<@Nullable Object>asList(values));
    }

    Table table() {
        return operation.table();
    }

    boolean is(Operation.Kind kind) {
        return operation.kind() == kind;
    }
}
