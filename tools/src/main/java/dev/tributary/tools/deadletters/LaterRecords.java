package dev.tributary.tools.deadletters;

import dev.tributary.tools.topic.TopicReader;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The last record of each of some rows, in the part of the log behind some offsets. */
final class LaterRecords {

    private static final Duration POLL = Duration.ofMillis(200);

    private final Map<RowKey, ConsumerRecord<byte[], byte[]>> last = new HashMap<>();
    private Map<TopicPartition, Long> ends = Map.of();

    private LaterRecords() {}

    /**
     * Reads from these offsets to what is the end now.
     *
     * @param unless offsets that do not count, by partition
     * @param progress told how many offsets are left
     */
    static LaterRecords read(
            Map<String, Object> kafka,
            Map<TopicPartition, Long> from,
            Collection<RowKey> rows,
            Map<TopicPartition, Set<Long>> unless,
            Consumer<Long> progress) {
        LaterRecords later = new LaterRecords();
        if (from.isEmpty()) {
            return later;
        }
        try (TopicReader reader = TopicReader.at(kafka, from)) {
            later.ends = reader.endOffsets();
            while (!reader.hasReached(later.ends)) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
                    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                    byte @Nullable [] key = record.key();
                    if (key != null
                            && rows.contains(RowKey.of(partition, key))
                            && !unless.getOrDefault(partition, Set.of()).contains(record.offset())) {
                        later.last.put(RowKey.of(partition, key), record);
                    }
                }
                progress.accept(reader.lag(later.ends));
            }
        }
        return later;
    }

    /** Or null if there is none. */
    @Nullable ConsumerRecord<byte[], byte[]> of(RowKey row) {
        return last.get(row);
    }

    /** Up to where was read. */
    Map<TopicPartition, Long> ends() {
        return ends;
    }
}
