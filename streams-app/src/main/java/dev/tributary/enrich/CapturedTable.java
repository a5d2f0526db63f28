package dev.tributary.enrich;

import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * What the tier needs to know of a table that is captured.
 *
 * @param name names its stores and processors
 * @param envelope the reader's schema of its change events
 * @param columns the columns, out of the envelope's {@code after}
 * @param format how its rows are held
 * @param completion fills in the values that the log left out
 */
record CapturedTable<C>(
        String name,
        Schema envelope,
        Function<GenericRecord, C> columns,
        RowFormat<C> format,
        Completion<C> completion) {

    /** What Debezium puts in place of a large value that did not change and that the log therefore does not carry. */
    static final String UNAVAILABLE = "__debezium_unavailable_value";

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
