package dev.tributary.enrich;

import dev.tributary.avro.AvroDeserializer;
import dev.tributary.avro.DatumReaderFactory;
import dev.tributary.avro.SchemaRegistry;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * An order as it is found in {@code enriched-orders}.
 *
 * @param joined the fingerprint of the user's version that it was written with, or {@link Version#NONE}
 */
record WrittenOrder(Order order, Version version, long joined) {

    private static final Schema READER = Schemas.load("WrittenOrder");

    static Deserializer<WrittenOrder> deserializer(SchemaRegistry registry) {
        return new AvroDeserializer<>(registry, DatumReaderFactory.projecting(READER, WrittenOrder::from));
    }

    private static WrittenOrder from(GenericRecord result) {
        @Nullable String product = (String) result.get(2);
        Order order = Order.of(
                (Long) result.get(0),
                (Long) result.get(1),
                product == null ? null : product.getBytes(StandardCharsets.UTF_8),
                (Integer) result.get(3),
                (Long) result.get(4),
                true);
        @Nullable Long userLsn = (Long) result.get(7);
        @Nullable Long userCommittedAt = (Long) result.get(8);
        return new WrittenOrder(
                order,
                new Version((Long) result.get(5), (Long) result.get(6)),
                userLsn == null || userCommittedAt == null
                        ? Version.NONE
                        : new Version(userLsn, userCommittedAt).fingerprint());
    }
}
