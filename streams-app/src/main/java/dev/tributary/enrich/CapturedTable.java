package dev.tributary.enrich;

import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * What the tier needs to know of a table that is captured.
 *
 * @param name names its stores and processors
 * @param envelope the reader's schema of its change events
 * @param columns the columns, out of the envelope's {@code after}
 * @param id the primary key among the columns
 * @param format how its rows are held
 * @param completion fills in the values that the log left out
 */
record CapturedTable<C>(
        String name,
        Schema envelope,
        Function<GenericRecord, C> columns,
        ToLongFunction<C> id,
        RowFormat<C> format,
        Completion<C> completion) {

    /**
     * What stands in place of a large value that did not change and that the log therefore does not carry
     * ({@code unavailable.value.placeholder} of the connector). Not Debezium's default, which anybody could type; this is
     * longer than any text that fits the columns.
     */
    static final String UNAVAILABLE = "__tributary_unavailable_value__765cd26976645b4c00977043947e40fb8f7f61b8d96c2dbce"
            + "bd6bc9a29f5bba874db27f1053b7e74b9dbbbd1e8bfbb1e9";

    /** Puts back what the log left out. */
    @FunctionalInterface
    interface Completion<C> {

        /**
         * The changed columns, with every {@link #UNAVAILABLE} value taken from the row as it was held.
         *
         * @throws BrokenChangeException if a value is needed and nothing is held
         */
        C complete(C changed, @Nullable C held);
    }

    static <C> C requireHeld(@Nullable C held, String column) {
        if (held == null) {
            throw new BrokenChangeException("column " + column
                    + " arrived without its value, because it is large and did not change, and no earlier value of the row is known:"
                    + " set REPLICA IDENTITY FULL on the table and update the row");
        }
        return held;
    }

    RowSerde<C> rowSerde() {
        return new RowSerde<>(format);
    }
}
