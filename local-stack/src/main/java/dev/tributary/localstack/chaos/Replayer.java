package dev.tributary.localstack.chaos;

import dev.tributary.localstack.Addresses;
import dev.tributary.tools.topic.DecodedRecord;
import dev.tributary.tools.topic.RecordDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Appends the newest records of a partition once more, byte by byte as they are: key, value, headers and time. None that was
 * read by a snapshot: a connector that is set back to before the end of its snapshot takes a new one, whose rows are as they
 * are then, and a snapshot's rows are taken for how the table stands (docs/decisions/0004).
 */
final class Replayer {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final long PATIENCE_NANOS = Duration.ofSeconds(15).toNanos();

    private final String bootstrapServers;
    private final String schemaRegistry;

    Replayer(Addresses addresses) {
        this.bootstrapServers = addresses.bootstrapServers();
        this.schemaRegistry = addresses.schemaRegistry();
    }

    /**
     * Does it, if the broker is there for long enough.
     *
     * @return how many records were appended; fewer than wanted if it was not
     */
    int replay(Fault.Replay fault) throws InterruptedException {
        TopicPartition partition = new TopicPartition(fault.topic(), fault.partition());
        int appended = 0;
        try {
            List<ConsumerRecord<byte[], byte[]>> newest = newest(partition, fault.records());
            try (Producer<byte[], byte[]> producer = producer()) {
                List<Future<RecordMetadata>> sent = newest.stream()
                        .limit(fault.sent())
                        .map(record -> producer.send(new ProducerRecord<>(
                                record.topic(),
                                record.partition(),
                                record.timestamp(),
                                record.key(),
                                record.value(),
                                record.headers())))
                        .toList();
                for (Future<RecordMetadata> record : sent) {
                    record.get();
                    appended++;
                }
            }
        } catch (KafkaException | ExecutionException e) {
            // The broker is away, or the registry, which is what happens here; a part may have been appended.
        }
        return appended;
    }

    private List<ConsumerRecord<byte[], byte[]>> newest(TopicPartition partition, int count) {
        try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest",
                        "default.api.timeout.ms", "10000",
                        "request.timeout.ms", "5000"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            // Half of the offsets may be the ends of transactions.
            consumer.seek(partition, Math.max(0, end - 3L * count));
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            while (consumer.position(partition) < end && System.nanoTime() < deadline) {
                consumer.poll(POLL).forEach(records::add);
            }
            int changes = Math.max(0, records.size() - count);
            try (RecordDecoder decoder = RecordDecoder.open(Map.of("schema.registry.url", schemaRegistry))) {
                for (int i = changes; i < records.size(); i++) {
                    changes = isOfSnapshot(decoder.decode(records.get(i))) ? i + 1 : changes;
                }
            }
            return records.subList(changes, records.size());
        }
    }

    private static boolean isOfSnapshot(DecodedRecord record) {
        return record.value()
                .map(envelope -> "r".equals(String.valueOf(envelope.get("op"))))
                .orElse(false);
    }

    private Producer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "max.block.ms", "10000",
                        "request.timeout.ms", "5000",
                        "delivery.timeout.ms", "15000"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
