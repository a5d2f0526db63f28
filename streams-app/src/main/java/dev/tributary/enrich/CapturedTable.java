package dev.tributary.enrich;

import dev.tributary.avro.FlatRecord;
import dev.tributary.avro.FlatSchema;
import dev.tributary.topics.Partitioning;
import dev.tributary.topics.Schemas;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What the tier needs to know of a table that is captured.
 *
 * @param name names it in errors
 * @param envelope the reader's schema of its change events
 * @param columns the columns, out of a change event that has an {@code after}
 * @param id the primary key among the columns
 */
record CapturedTable<C>(String name, Schema envelope, Function<FlatRecord, C> columns, ToLongFunction<C> id) {

    /**
     * What stands in place of a large value that did not change and that the log therefore does not carry
     * ({@code unavailable.value.placeholder} of the connector). Not Debezium's default, which anybody could type; this is
     * longer than any text that fits the columns.
     */
    static final String UNAVAILABLE = "__tributary_unavailable_value__765cd26976645b4c00977043947e40fb8f7f61b8d96c2dbce"
            + "bd6bc9a29f5bba874db27f1053b7e74b9dbbbd1e8bfbb1e9";

    /**
     * Stands for a primary key that the log does not have ({@code RowIdConverter} of the connector). A row may not have it
     * itself.
     */
    static final long MISSING_KEY = Long.MIN_VALUE;

    static final CapturedTable<User> USERS = users();

    static final CapturedTable<Order> ORDERS = orders();

    static BrokenChangeException nothingHeld(String column) {
        return new BrokenChangeException("column " + column
                + " arrived without its value, because it is large and did not change, and no earlier value of the row is known:"
                + " read the row from the table by './tributary snapshot TABLE --where \"id = …\"'");
    }

    /** @throws BrokenChangeException if the row is too large for a result to have it and its other half */
    void requireSize(long row, int bytes, int maxBytes) {
        if (bytes > maxBytes) {
            throw new BrokenChangeException(
                    "row " + row + " of table " + name + " has " + bytes + " bytes, and may have "
                            + maxBytes + ", since a result has two rows and is one record: make it smaller, or raise"
                            + " max.message.bytes of the topic of the results and max.request.size of the application");
        }
    }

    /**
     * Whatever is written about a row goes to the partition that Kafka's default partitioner gives to its key, and is read back from it
     * as the state of this one. So both must be the same.
     *
     * @param key null if the change has none, which the guard says
     * @param partition that the change was in
     * @throws BrokenChangeException if it belongs to another one
     */
    void requireOwnPartition(@Nullable Long key, int partition, int partitions) {
        if (key == null) {
            return;
        }
        int expected = Partitioning.partitionOf(key, partitions);
        if (expected != partition) {
            throw new BrokenChangeException("row " + key + " of table " + name + " is in partition " + partition
                    + " and belongs to partition " + expected + " of " + partitions
                    + ": the topic was written by another partitioner than Kafka's default, or partitions were added to it;"
                    + " create it anew");
        }
    }

    private static CapturedTable<Order> orders() {
        Schema envelope = Schemas.load("OrderEnvelope");
        OrderLeaves leaves = OrderLeaves.of(FlatSchema.of(envelope), "after.");
        return new CapturedTable<>(
                "orders",
                envelope,
                change -> {
                    requireUtf8(change, leaves.productName(), "product_name");
                    return Order.read(change, leaves);
                },
                Order::id);
    }

    private static CapturedTable<User> users() {
        Schema envelope = Schemas.load("UserEnvelope");
        FlatSchema schema = FlatSchema.of(envelope);
        int id = schema.leaf("after.id");
        int name = schema.leaf("after.name");
        int email = schema.leaf("after.email");
        int createdAt = schema.leaf("after.created_at");
        return new CapturedTable<>(
                "users",
                envelope,
                change -> new User(
                        change.getLong(id),
                        text(change, name, "name"),
                        text(change, email, "email"),
                        change.isNull(createdAt) ? null : (Long) change.getLong(createdAt)),
                User::id);
    }

    private static @Nullable String text(FlatRecord change, int leaf, String column) {
        requireUtf8(change, leaf, column);
        return change.isNull(leaf) ? null : change.getString(leaf);
    }

    private static void requireUtf8(FlatRecord change, int leaf, String column) {
        if (!change.isNull(leaf) && !change.isUtf8(leaf)) {
            throw new BrokenChangeException("column " + column + " has bytes that are not UTF-8");
        }
    }
}
