package dev.tributary.topics;

import dev.tributary.avro.FlatRecord;
import dev.tributary.avro.FlatSchema;
import dev.tributary.avro.ProjectingDeserializer;
import dev.tributary.avro.SchemaRegistry;
import java.util.OptionalLong;
import org.apache.avro.Schema;

/** Reads whose order a value of {@code enriched-orders} is, and nothing else of it. */
public final class OrderUser {

    private static final Schema READER = Schemas.load("OrderUser");
    private static final int USER_ID = FlatSchema.of(READER).leaf("user_id");

    private OrderUser() {}

    /** Gives nothing for an order without a user. */
    public static ProjectingDeserializer<OptionalLong> deserializer(SchemaRegistry registry) {
        return new ProjectingDeserializer<>(registry, READER, writer -> {}, OrderUser::of);
    }

    private static OptionalLong of(FlatRecord order) {
        return order.isNull(USER_ID) ? OptionalLong.empty() : OptionalLong.of(order.getLong(USER_ID));
    }
}
