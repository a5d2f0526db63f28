package dev.tributary.view;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Tells the partitions up to where their topic was read. Records alone do not tell: a topic that is written in transactions
 * ends with a marker, and its last record may be aborted or compacted away. Made by the consumer, by its class; runs on the
 * stream thread, before the records are processed.
 */
public final class PolledOffsets implements ConsumerInterceptor<byte[], byte[]> {

    /** Key of the {@link ViewStores} that are told. */
    static final String STORES = "tributary.view.stores";

    private @Nullable ViewStores stores;

    @Override
    public void configure(Map<String, ?> configs) {
        if (configs.get(STORES) instanceof ViewStores told) {
            stores = told;
        }
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        if (stores != null) {
            for (Map.Entry<TopicPartition, OffsetAndMetadata> next :
                    records.nextOffsets().entrySet()) {
                List<ConsumerRecord<byte[], byte[]>> ofPartition = records.records(next.getKey());
                long last = ofPartition.isEmpty()
                        ? Position.NOTHING
                        : ofPartition.getLast().offset();
                stores.of(next.getKey().partition())
                        .ifPresent(
                                store -> store.progress().polled(next.getValue().offset(), last));
            }
        }
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        // What is committed tells nobody anything new.
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
