package dev.tributary.localstack.chaos;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A version of a row of a table, with the columns that a view selects of it.
 *
 * @param row what the view calls such a row
 * @param columns by the fields of the view
 * @param lsn 0 if a snapshot has read it
 * @param at when it was committed, microseconds
 */
record RowVersion(String row, long id, Map<String, @Nullable Object> columns, long lsn, long at) {

    boolean isOlderThan(RowVersion other) {
        return lsn < other.lsn || at < other.at;
    }

    /** Such as {@code order 7}. */
    String name() {
        return row + " " + id;
    }

    String position() {
        return position(lsn, at);
    }

    static String position(long lsn, long at) {
        return "LSN " + lsn + " (committed at " + at + " µs)";
    }
}
