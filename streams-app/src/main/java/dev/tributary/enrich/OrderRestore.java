package dev.tributary.enrich;

import java.nio.ByteBuffer;
import java.util.Collection;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.internals.RecordBatchingStateRestoreCallback;
import org.jspecify.annotations.Nullable;

/** Reads the orders of a partition back from {@code enriched-orders}. */
final class OrderRestore implements RecordBatchingStateRestoreCallback {

    private final OrderStore orders;
    private final Deserializer<WrittenOrder> written;

    OrderRestore(OrderStore orders, Deserializer<WrittenOrder> written) {
        this.orders = orders;
        this.written = written;
    }

    @Override
    public void restoreBatch(Collection<ConsumerRecord<byte[], byte[]>> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            restore(record);
        }
    }

    private void restore(ConsumerRecord<byte[], byte[]> record) {
        byte @Nullable [] value = record.value();
        if (value != null) {
            WrittenOrder order = written.deserialize(record.topic(), record.headers(), value);
            int cell = orders.put(order.order(), order.version());
            orders.cells().setJoined(cell, order.joined());
            if (orders.rememberedDeletions() > 0) {
                orders.forgetDeletion(order.order().id());
            }
            return;
        }
        long id = ByteBuffer.wrap(record.key()).getLong();
        orders.remove(id);
        @Nullable Version deletion = DeletionHeader.read(record.headers());
        if (deletion != null) {
            orders.rememberDeletion(id, deletion);
        }
    }
}
