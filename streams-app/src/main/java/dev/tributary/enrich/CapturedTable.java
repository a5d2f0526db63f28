package dev.tributary.enrich;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * What the tier needs to know of a table that is captured.
 *
 * @param name names it in errors and in the topology
 * @param envelope the reader's schema of its change events
 * @param columns the columns, out of the envelope's {@code after}
 * @param id the primary key among the columns
 */
record CapturedTable<C>(String name, Schema envelope, Function<GenericRecord, C> columns, ToLongFunction<C> id) {

    /**
     * What stands in place of a large value that did not change and that the log therefore does not carry
     * ({@code unavailable.value.placeholder} of the connector). Not Debezium's default, which anybody could type; this is
     * longer than any text that fits the columns.
     */
    static final String UNAVAILABLE = "__tributary_unavailable_value__765cd26976645b4c00977043947e40fb8f7f61b8d96c2dbce"
            + "bd6bc9a29f5bba874db27f1053b7e74b9dbbbd1e8bfbb1e9";

    static final CapturedTable<User> USERS =
            new CapturedTable<>("users", Schemas.load("UserEnvelope"), CapturedTable::user, User::id);

    static final CapturedTable<Order> ORDERS =
            new CapturedTable<>("orders", Schemas.load("OrderEnvelope"), CapturedTable::order, Order::id);

    static BrokenChangeException nothingHeld(String column) {
        return new BrokenChangeException("column " + column
                + " arrived without its value, because it is large and did not change, and no earlier value of the row is known:"
                + " set REPLICA IDENTITY FULL on the table and update the row");
    }

    private static User user(GenericRecord after) {
        return new User((Long) after.get(0), (String) after.get(1), (String) after.get(2), (Long) after.get(3));
    }

    private static Order order(GenericRecord after) {
        @Nullable String product = (String) after.get(2);
        return Order.of(
                (Long) after.get(0),
                (Long) after.get(1),
                product == null ? null : product.getBytes(StandardCharsets.UTF_8),
                (Integer) after.get(3),
                (Long) after.get(4),
                !UNAVAILABLE.equals(product));
    }
}
