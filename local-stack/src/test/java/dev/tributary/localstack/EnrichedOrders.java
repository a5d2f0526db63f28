package dev.tributary.localstack;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads the result as a stranger would: Kafka's consumer, the registry's REST API, and plain Avro; nothing of ours. */
final class EnrichedOrders {

    private static final String TOPIC = "enriched-orders";
    private static final Duration DEADLINE = Duration.ofSeconds(90);
    private static final int HEADER = 5;

    private final Addresses addresses;
    private final Cdc cdc;
    private final Map<Integer, Schema> schemas = new HashMap<>();

    EnrichedOrders(Addresses addresses) {
        this.addresses = addresses;
        this.cdc = new Cdc(addresses);
    }

    /** The first result of an order that is as awaited; null stands for a deletion. */
    @Nullable GenericRecord await(long orderId, String what, Predicate<@Nullable GenericRecord> condition) throws Exception {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        addresses.bootstrapServers(),
                        "isolation.level",
                        "read_committed",
                        "max.poll.records",
                        10_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(TOPIC).stream()
                    .map(partition -> new TopicPartition(TOPIC, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            @Nullable GenericRecord[] found = new GenericRecord[1];
            Await.until(() -> "Order " + orderId + " is never " + what, DEADLINE, () -> {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (ByteBuffer.wrap(record.key()).getLong() == orderId) {
                        @Nullable GenericRecord value = decode(record.value());
                        if (condition.test(value)) {
                            found[0] = value;
                            return true;
                        }
                    }
                }
                return false;
            });
            return found[0];
        }
    }

    private @Nullable GenericRecord decode(byte @Nullable [] value) throws Exception {
        if (value == null) {
            return null;
        }
        ByteBuffer header = ByteBuffer.wrap(value);
        if (header.get() != 0) {
            throw new Await.FinalException("Not the wire format");
        }
        int id = header.getInt();
        @Nullable Schema schema = schemas.get(id);
        if (schema == null) {
            schema = cdc.schema(id);
            schemas.put(id, schema);
        }
        return new GenericDatumReader<GenericRecord>(schema)
                .read(null, DecoderFactory.get().binaryDecoder(value, HEADER, value.length - HEADER, null));
    }
}
