package dev.tributary.localstack;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads change topics as a stranger would: Kafka's consumer, the registry over HTTP, and plain Avro. */
final class Cdc {

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int HEADER = 5;

    /** A header of records that a test put there and that nobody can read. */
    static final String GARBAGE = "garbage";

    private final Addresses addresses;
    private final Map<Integer, Schema> known = new ConcurrentHashMap<>();

    Cdc(Addresses addresses) {
        this.addresses = addresses;
    }

    /** A change, and the record that it came in. */
    record Change(ConsumerRecord<byte[], byte[]> message, int schemaId, GenericRecord envelope) {

        long key() {
            return ByteBuffer.wrap(message.key()).getLong();
        }

        String operation() {
            return envelope.get("op").toString();
        }

        GenericRecord after() {
            return (GenericRecord) envelope.get("after");
        }
    }

    /** The first change of a row. Those of other rows are not decoded, so the registry is not asked for their schemas. */
    Change firstOf(String topic, long key) throws Exception {
        return readUntil(topic, message -> ByteBuffer.wrap(message.key()).getLong() == key, change -> true)
                .getFirst();
    }

    /** All that is in the topic, from its beginning until a change that {@code last} is true for. */
    List<Change> readUntil(String topic, Predicate<Change> last) throws Exception {
        return readUntil(topic, message -> true, last);
    }

    private List<Change> readUntil(
            String topic, Predicate<ConsumerRecord<byte[], byte[]>> wanted, Predicate<Change> last) throws Exception {
        try (Consumer<byte[], byte[]> consumer = consumer()) {
            List<Change> changes = new ArrayList<>();
            Await.until(
                    () -> "The awaited change is not among the " + changes.size() + " in " + topic, DEADLINE, () -> {
                        if (consumer.assignment().isEmpty()) {
                            fromBeginning(consumer, topic);
                        }
                        boolean found = false;
                        for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(100))) {
                            // Not a tombstone, and not the garbage that a test puts there to see it refused.
                            if (message.value() != null
                                    && message.headers().lastHeader(GARBAGE) == null
                                    && wanted.test(message)) {
                                Change change = decoded(message, consumer, changes);
                                changes.add(change);
                                found = found || last.test(change);
                            }
                        }
                        return found;
                    });
            return changes;
        }
    }

    /** Of all partitions; of none if there is no such topic yet. */
    static void fromBeginning(Consumer<byte[], byte[]> consumer, String topic) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** If the registry does not answer, the next attempt begins again: this one has taken records that it did not look at. */
    private Change decoded(
            ConsumerRecord<byte[], byte[]> message, Consumer<byte[], byte[]> consumer, List<Change> changes)
            throws IOException, InterruptedException {
        try {
            return decode(message);
        } catch (IOException e) {
            consumer.unsubscribe();
            changes.clear();
            throw e;
        }
    }

    private Change decode(ConsumerRecord<byte[], byte[]> message) throws IOException, InterruptedException {
        return new Change(message, schemaId(message.value()), record(message.value()));
    }

    private static int schemaId(byte[] value) {
        return ByteBuffer.wrap(value).getInt(1);
    }

    /** What a value in the wire format says, by the schema that it was written with. */
    GenericRecord record(byte[] value) throws IOException, InterruptedException {
        if (value[0] != 0) {
            throw new Await.FinalException("Not the wire format");
        }
        int id = schemaId(value);
        if (!known.containsKey(id)) {
            known.put(id, schema(id));
        }
        return new GenericDatumReader<GenericRecord>(known.get(id))
                .read(null, DecoderFactory.get().binaryDecoder(value, HEADER, value.length - HEADER, null));
    }

    /** Asks the registry, also for what is known. */
    Schema schema(int id) throws IOException, InterruptedException {
        String answer = Http.get(URI.create(addresses.schemaRegistry() + "/schemas/ids/" + id))
                .body();
        return new Schema.Parser()
                .parse(new ObjectMapper().readTree(answer).required("schema").asText());
    }

    /** Of committed records, in large portions. */
    Consumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        addresses.bootstrapServers(),
                        "isolation.level",
                        "read_committed",
                        "max.poll.records",
                        10_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
