package dev.tributary.localstack.chaos;

import dev.tributary.avro.SchemaRegistryUnavailableException;
import dev.tributary.localstack.Addresses;
import dev.tributary.localstack.Await;
import dev.tributary.tools.topic.DecodedRecord;
import dev.tributary.tools.topic.RecordDecoder;
import dev.tributary.tools.topic.RecordKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads every committed record of the change topics and of the results, from the first on, and tells a {@link History}. It
 * waits while the broker or the registry is away, and fails if a record is gone before it was read.
 */
final class HistoryReader implements AutoCloseable {

    private static final String DELETED_BY = "tributary.deleted-by";

    private final Consumer<byte[], byte[]> consumer;
    private final RecordDecoder decoder;
    private final CheckedView view;
    private final History history;
    private final Differences differences;
    private final Map<TopicPartition, Long> positions = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::run, "chaos-history");
    private volatile boolean closed;

    private HistoryReader(
            Consumer<byte[], byte[]> consumer,
            RecordDecoder decoder,
            CheckedView view,
            History history,
            Differences differences) {
        this.consumer = consumer;
        this.decoder = decoder;
        this.view = view;
        this.history = history;
        this.differences = differences;
    }

    /** The topics must be there. */
    static HistoryReader start(Addresses addresses, CheckedView view, History history, Differences differences) {
        Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", addresses.bootstrapServers(),
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "none",
                        "max.poll.records", "2000"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : view.topics()) {
            consumer.partitionsFor(topic)
                    .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition())));
        }
        consumer.assign(partitions);
        // Not to the beginning: if the first records are gone already, that is to be noticed.
        partitions.forEach(partition -> consumer.seek(partition, 0));
        RecordDecoder decoder = RecordDecoder.open(Map.of("schema.registry.url", addresses.schemaRegistry()));
        HistoryReader reader = new HistoryReader(consumer, decoder, view, history, differences);
        reader.thread.setDaemon(true);
        reader.thread.start();
        return reader;
    }

    /** How many offsets before these ends have not been read yet. */
    long lag(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - positions.getOrDefault(end.getKey(), 0L)))
                .sum();
    }

    private void run() {
        try (consumer;
                decoder) {
            while (!closed) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    take(record);
                }
                consumer.assignment().forEach(partition -> positions.put(partition, consumer.position(partition)));
            }
        } catch (WakeupException e) {
            // Closed.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (!closed) {
                differences.add("the history can be read no further: " + e);
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        DecodedRecord decoded = decode(record);
        if (!(decoded.key() instanceof RecordKey.Row row) || !row.key().isInteger()) {
            differences.add("a record of " + where(record) + " has the key " + decoded.key());
            return;
        }
        long id = row.key().number();
        GenericRecord value = decoded.value().orElse(null);
        if (record.topic().equals(view.topic())) {
            if (value == null) {
                deletion(id, record);
            } else {
                history.written(view.result(value), where(record));
            }
        } else if (value != null) {
            capture(record.topic(), id, value);
        }
    }

    private void deletion(long id, ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(DELETED_BY);
        if (header == null) {
            history.writtenDeletion(id, -1, -1, where(record));
        } else {
            ByteBuffer version = ByteBuffer.wrap(header.value());
            history.writtenDeletion(id, version.getLong(), version.getLong(), where(record));
        }
    }

    private void capture(String topic, long id, GenericRecord envelope) {
        GenericRecord source = (GenericRecord) envelope.get("source");
        // What a snapshot has read is held at no position.
        long lsn = envelope.get("op").toString().equals("r") ? 0 : ((Number) source.get("lsn")).longValue();
        long at = ((Number) source.get("ts_us")).longValue();
        if (envelope.get("after") instanceof GenericRecord row) {
            history.captured(view.captured(topic, row, lsn, at));
        } else {
            history.capturedDeletion(view.rowsOf(topic), id, lsn);
        }
    }

    /** Waits for the registry if it is away. */
    private DecodedRecord decode(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        while (true) {
            try {
                return decoder.decode(record);
            } catch (SchemaRegistryUnavailableException e) {
                if (closed) {
                    throw new WakeupException();
                }
                Await.pause();
            }
        }
    }

    private static String where(ConsumerRecord<byte[], byte[]> record) {
        return record.topic() + "-" + record.partition() + ", offset " + record.offset();
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
