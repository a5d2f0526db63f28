package dev.tributary.enrich;

import dev.tributary.avro.FlatRecord;
import dev.tributary.avro.FlatSchema;
import dev.tributary.avro.ProjectingDeserializer;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.topics.Schemas;
import org.apache.avro.Schema;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * An order as it is found in {@code enriched-orders}.
 *
 * @param joined the fingerprint of the user's version that it was written with, or {@link Version#NONE}
 */
record WrittenOrder(Order order, Version version, long joined) {

    private static final Schema READER = Schemas.load("WrittenOrder");
    private static final FlatSchema LEAVES = FlatSchema.of(READER);
    private static final OrderLeaves COLUMNS = OrderLeaves.of(LEAVES, "");
    private static final int ORDER_LSN = LEAVES.leaf("order_lsn");
    private static final int ORDER_COMMITTED_AT = LEAVES.leaf("order_committed_at");
    private static final int USER_LSN = LEAVES.leaf("user_lsn");
    private static final int USER_COMMITTED_AT = LEAVES.leaf("user_committed_at");

    static Deserializer<WrittenOrder> deserializer(SchemaRegistry registry) {
        return new ProjectingDeserializer<>(registry, READER, writer -> {}, WrittenOrder::from);
    }

    private static WrittenOrder from(FlatRecord result) {
        boolean joined = !result.isNull(USER_LSN) && !result.isNull(USER_COMMITTED_AT);
        return new WrittenOrder(
                Order.read(result, COLUMNS),
                new Version(result.getLong(ORDER_LSN), result.getLong(ORDER_COMMITTED_AT)),
                joined
                        ? new Version(result.getLong(USER_LSN), result.getLong(USER_COMMITTED_AT)).fingerprint()
                        : Version.NONE);
    }
}
