package dev.tributary.view;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/**
 * Tells a restored partition up to where its topic was read. Its last record alone would not tell: what came behind it may
 * have been compacted away, and whoever saw it elsewhere would wait here in vain.
 */
final class RestoredEnds implements StateRestoreListener {

    private final ViewStores stores;
    private final Map<TopicPartition, Long> ends = new ConcurrentHashMap<>();

    RestoredEnds(ViewStores stores) {
        this.stores = stores;
    }

    @Override
    public void onRestoreStart(TopicPartition partition, String store, long from, long end) {
        ends.put(partition, end);
    }

    @Override
    public void onBatchRestored(TopicPartition partition, String store, long batchEnd, long restored) {
        // The end is enough.
    }

    @Override
    public void onRestoreEnd(TopicPartition partition, String store, long restored) {
        long end = ends.getOrDefault(partition, 0L);
        stores.of(partition.partition()).ifPresent(held -> held.progress().restoredTo(end - 1));
    }
}
