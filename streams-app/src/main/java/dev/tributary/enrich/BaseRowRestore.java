package dev.tributary.enrich;

import dev.tributary.definition.key.Key;
import dev.tributary.tier.StoreRestore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Reads the orders of a partition back from {@code enriched-orders}. */
final class BaseRowRestore {

    private final BaseRowStore orders;
    private final Deserializer<WrittenResult> written;

    BaseRowRestore(BaseRowStore orders, Deserializer<WrittenResult> written) {
        this.orders = orders;
        this.written = written;
    }

    /** @throws RuntimeException if the record is not as the join writes it; nothing has changed then */
    void restore(ConsumerRecord<byte[], byte[]> record) {
        Key id = StoreRestore.key(record, orders.keyType());
        byte @Nullable [] value = record.value();
        if (value != null) {
            WrittenResult order = written.deserialize(record.topic(), record.headers(), value);
            if (!order.columns().key().equals(id)) {
                throw new IllegalStateException(
                        "it is of order " + order.columns().key());
            }
            int cell = orders.put(order.columns(), order.version());
            for (int row = 0; row < order.joined().length; row++) {
                orders.setJoined(cell, row, order.joined()[row]);
            }
            return;
        }
        orders.remove(id);
        @Nullable Version deletion = DeletionHeader.read(record.headers());
        if (deletion != null) {
            orders.deletions().remember(id, deletion);
        }
    }
}
