package dev.tributary.tools.topic;

import dev.tributary.tools.ToolException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Committed records of partitions, read without a consumer group, so that reading disturbs nobody.
 * For one thread; only {@link #wakeup} may be called from another.
 */
public final class TopicReader implements AutoCloseable {

    /**
     * How long a partition may stand still before its end counts as reached. An end offset can lie behind the
     * last record that there is to read: after compaction, no fetch ever moves the position there.
     */
    private static final Duration STANDSTILL = Duration.ofSeconds(3);

    private final Consumer<byte[], byte[]> consumer;
    private final LongSupplier nanoTime;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private long advancedAt;

    TopicReader(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions, LongSupplier nanoTime) {
        this.consumer = consumer;
        this.nanoTime = nanoTime;
        this.advancedAt = nanoTime.getAsLong();
        consumer.assign(partitions);
    }

    /** A reader of every partition of a topic that exists. */
    public static TopicReader ofTopic(Map<String, Object> kafka, String topic) {
        return ofTopicIfPresent(kafka, topic)
                .orElseThrow(() -> ToolException.failed("there is no topic " + topic + " in this Kafka"));
    }

    /** A reader of every partition of a topic, or nothing if there is no such topic. */
    public static Optional<TopicReader> ofTopicIfPresent(Map<String, Object> kafka, String topic) {
        Consumer<byte[], byte[]> consumer = consumer(kafka);
        try {
            List<PartitionInfo> partitions = consumer.partitionsFor(topic);
            if (partitions == null || partitions.isEmpty()) {
                consumer.close();
                return Optional.empty();
            }
            return Optional.of(new TopicReader(
                    consumer,
                    partitions.stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList(),
                    System::nanoTime));
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    /** A reader of these partitions, from these positions. */
    public static TopicReader at(Map<String, Object> kafka, Map<TopicPartition, Long> positions) {
        TopicReader reader = new TopicReader(consumer(kafka), positions.keySet(), System::nanoTime);
        positions.forEach(reader.consumer::seek);
        return reader;
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "2000");
        settings.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "15000");
        settings.putIfAbsent(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    public void toBeginning() {
        consumer.seekToBeginning(consumer.assignment());
        resolvePositions();
    }

    /** From here on: what is committed after this returned will be read. */
    public void toEnd() {
        consumer.seekToEnd(consumer.assignment());
        resolvePositions();
    }

    /** A seek is lazy; without this, a record written meanwhile could be passed over. */
    private void resolvePositions() {
        for (TopicPartition partition : consumer.assignment()) {
            positions.put(partition, consumer.position(partition));
        }
    }

    /** The end of what is committed now. */
    public Map<TopicPartition, Long> endOffsets() {
        return consumer.endOffsets(consumer.assignment());
    }

    public ConsumerRecords<byte[], byte[]> poll(Duration wait) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(wait);
        for (TopicPartition partition : consumer.assignment()) {
            long position = consumer.position(partition);
            Long before = positions.put(partition, position);
            if (before == null || before != position) {
                advancedAt = nanoTime.getAsLong();
            }
        }
        return records;
    }

    /** Whether everything before these offsets has been read. */
    public boolean hasReached(Map<TopicPartition, Long> ends) {
        if (lag(ends) == 0) {
            return true;
        }
        if (nanoTime.getAsLong() - advancedAt < STANDSTILL.toNanos()) {
            return false;
        }
        // Answers only if the leader of every partition is there, so standing still means: nothing to read.
        endOffsets();
        return true;
    }

    /** Offsets, not records: some of them may hold none. */
    public long lag(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
                .sum();
    }

    /** Makes a poll that is under way, or the next one, throw {@code WakeupException}. */
    public void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
