package dev.tributary.http;

import dev.tributary.avro.ProjectingDeserializer;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.config.AppConfig;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.key.Key;
import dev.tributary.tier.GrouplessConsumer;
import dev.tributary.topics.ForeignKeys;
import dev.tributary.topics.KeySerde;
import dev.tributary.topics.PreviousForeignKeys;
import dev.tributary.view.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads the committed records of the topic of the results from given positions on, all partitions, without a group. For one
 * thread.
 */
final class ChangeReader implements AutoCloseable {

    /** Counts them, since several of one name would share their metrics. */
    private static final AtomicInteger OPENED = new AtomicInteger();

    private static final byte[] DELETED = {};
    private static final byte[] NO_EVENT = {};
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);
    private static final int FETCH_BYTES = 4 << 20;
    private static final int PARTITION_FETCH_BYTES = 256 << 10;

    private final Consumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Deserializer<Key> keys;
    private final ProjectingDeserializer<ForeignKeys> foreignKeys;
    private final PreviousForeignKeys previous;
    private final ResultJson json;
    private final PositionToken tokens;
    private final long[] reached;

    /** Up to these offsets, records are older than this reader. */
    private final long[] replayed;

    private Runnable onClose = () -> {};

    /** @param consumer to which the partitions are assigned, by number */
    ChangeReader(
            Consumer<byte[], byte[]> consumer,
            List<TopicPartition> partitions,
            SchemaRegistry registry,
            ViewContract view,
            ResultJson json,
            PositionToken tokens) {
        this.consumer = consumer;
        this.partitions = partitions;
        this.keys = new KeySerde(view.keyType()).deserializer();
        this.foreignKeys = ForeignKeys.deserializer(registry, view);
        this.previous = new PreviousForeignKeys(view);
        this.json = json;
        this.tokens = tokens;
        this.reached = Position.none(partitions.size()).offsets();
        this.replayed = Position.none(partitions.size()).offsets();
    }

    static ChangeReader open(AppConfig config, SchemaRegistry registry, ResultJson json, PositionToken tokens) {
        String topic = config.getString(AppConfig.ENRICHED_TOPIC);
        List<TopicPartition> partitions = IntStream.range(0, config.getInt(AppConfig.ENRICHED_PARTITIONS))
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings(config));
        consumer.assign(partitions);
        return new ChangeReader(consumer, partitions, registry, config.view(), json, tokens);
    }

    /**
     * Seeks to so many offsets before the end of what is committed now, in each partition, or to its beginning.
     *
     * @return that end
     */
    Position seekBeforeEnd(long offsets) {
        Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions, ANSWERED_WITHIN);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ANSWERED_WITHIN);
        for (TopicPartition partition : partitions) {
            long end = Objects.requireNonNull(ends.get(partition));
            long next = Math.max(end - offsets, Objects.requireNonNull(first.get(partition)));
            consumer.seek(partition, next);
            reached[partition.partition()] = next - 1;
            replayed[partition.partition()] = end - 1;
        }
        return Position.of(replayed);
    }

    /**
     * Seeks to what follows a position.
     *
     * @return whether the topic still has all that is behind it
     */
    boolean seekBehind(Position position) {
        Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions, ANSWERED_WITHIN);
        for (TopicPartition partition : partitions) {
            long next = position.offset(partition.partition()) + 1;
            if (next < Objects.requireNonNull(first.get(partition))) {
                return false;
            }
            consumer.seek(partition, next);
            reached[partition.partition()] = next - 1;
            replayed[partition.partition()] = Long.MAX_VALUE;
        }
        return true;
    }

    /** How far it has read. */
    Position reached() {
        return Position.of(reached);
    }

    /** What has come, in order for each key; waits for so long if nothing has. */
    List<Change> poll(Duration timeout) {
        List<Change> changes = new ArrayList<>();
        ConsumerRecords<byte[], byte[]> records = consumer.poll(timeout);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            reached[record.partition()] = record.offset();
            changes.add(change(record));
        }
        // Behind the last record there is the marker of its transaction, which others may have reached by other ways.
        records.nextOffsets().forEach((partition, next) -> reached[partition.partition()] = next.offset() - 1);
        return changes;
    }

    /**
     * Reads on, up to a position and not beyond it.
     *
     * @param sink gets each change, and is told after each poll
     */
    void readUntil(Position end, ChangeSink sink) throws java.io.IOException {
        while (true) {
            boolean there = true;
            for (TopicPartition partition : partitions) {
                if (consumer.position(partition) <= end.offset(partition.partition())) {
                    there = false;
                } else {
                    consumer.pause(List.of(partition));
                }
            }
            if (there) {
                break;
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                if (record.offset() <= end.offset(record.partition())) {
                    reached[record.partition()] = record.offset();
                    sink.accept(change(record));
                }
            }
            sink.pause();
        }
        for (TopicPartition partition : partitions) {
            reached[partition.partition()] =
                    Math.max(reached[partition.partition()], end.offset(partition.partition()));
        }
    }

    /** Takes what is read. */
    interface ChangeSink {
        void accept(Change change) throws java.io.IOException;

        /** Nothing more has come at the moment. */
        void pause() throws java.io.IOException;
    }

    /** Has a poll that is under way in another thread end with an exception. */
    void wakeUp() {
        consumer.wakeup();
    }

    /** Who is told when it is closed. */
    void onClose(Runnable receiver) {
        onClose = receiver;
    }

    /** Once it fails, it may be called again: the receiver is told once. */
    @Override
    public void close() {
        Runnable receiver = onClose;
        onClose = () -> {};
        try {
            consumer.close();
        } finally {
            receiver.run();
        }
    }

    private Change change(ConsumerRecord<byte[], byte[]> record) {
        Key key = Objects.requireNonNull(keys.deserialize(record.topic(), record.key()));
        byte[] object = record.value() == null ? DELETED : json.of(record.value());
        ForeignKeys refers = record.value() == null
                ? ForeignKeys.of(previous.foreignKeys().size())
                : Objects.requireNonNull(foreignKeys.deserialize(record.topic(), record.value()));
        return new Change(
                record.partition(),
                record.offset(),
                key,
                refers,
                previous.read(record.headers()),
                object,
                event(record, key, object));
    }

    /** Empty for a record that is older than this reader: an id that is given out now would make it seem new. */
    private byte[] event(ConsumerRecord<byte[], byte[]> record, Key key, byte[] object) {
        if (record.offset() <= replayed[record.partition()]) {
            return NO_EVENT;
        }
        String id = tokens.encode(reached, System.currentTimeMillis());
        return record.value() == null
                ? json.events().removed(id, key)
                : json.events().row(id, object);
    }

    private static Map<String, Object> settings(AppConfig config) {
        Map<String, Object> settings = GrouplessConsumer.settings(config, "changes-" + OPENED.incrementAndGet());
        settings.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWERED_WITHIN.toMillis());
        // Several may read at once, each for a stream that comes back.
        settings.putIfAbsent(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        settings.putIfAbsent(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_FETCH_BYTES);
        return settings;
    }
}
