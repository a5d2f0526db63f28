package dev.tributary.tools.sweep;

import dev.tributary.definition.key.Key;
import dev.tributary.tools.topic.TransactionalWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Writes deletions into a change topic, each with its tombstone right behind it, in one transaction.
 *
 * <p>Nothing may come between the two: a tombstone that does not follow its deletion is taken for a deletion itself. So
 * both go in one batch, which the broker appends as a whole, while the connector writes to the same partition.
 */
final class DeletionWriter implements AutoCloseable {

    private static final int BATCH_BYTES = 512 * 1024;

    /** Sent before a batch can be full, and so be divided. */
    private static final int SEND_AT_BYTES = BATCH_BYTES / 4;

    private final String topic;
    private final TransactionalWriter writer;

    /** @param writer sends only when it is told to */
    DeletionWriter(String topic, TransactionalWriter writer) {
        this.topic = topic;
        this.writer = writer;
    }

    static DeletionWriter open(Map<String, Object> kafka, String topic) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, "60000");
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "15000");
        Map<String, Object> batches = new HashMap<>(kafka);
        batches.put(ProducerConfig.BATCH_SIZE_CONFIG, String.valueOf(BATCH_BYTES));
        batches.put(ProducerConfig.LINGER_MS_CONFIG, "30000");
        batches.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "45000");
        return new DeletionWriter(
                topic,
                TransactionalWriter.open(
                        batches, "tributary-sweep-" + topic, settings, "another sweep of " + topic + " has begun"));
    }

    /** The deletion of a row in the partition that holds it, as an event in the wire format. */
    static final class Deletion {
        private final int partition;
        private final byte[] event;

        Deletion(int partition, byte[] event) {
            this.partition = partition;
            this.event = event;
        }

        int partition() {
            return partition;
        }

        byte[] event() {
            return event;
        }
    }

    /** Answers where each row's tombstone is. */
    Map<Key, Long> write(Map<Key, Deletion> deletions) throws InterruptedException {
        Map<Key, Long> offsets = new HashMap<>();
        writer.<Key>commit(producer -> send(producer, deletions))
                .forEach((key, tombstone) -> offsets.put(key, tombstone.offset()));
        return offsets;
    }

    @SuppressWarnings("NullAway") // a null value is a tombstone
    private Map<Key, Future<RecordMetadata>> send(Producer<byte[], byte[]> producer, Map<Key, Deletion> deletions) {
        Map<Key, Future<RecordMetadata>> tombstones = new HashMap<>();
        int bytes = 0;
        for (Map.Entry<Key, Deletion> deletion : deletions.entrySet()) {
            byte[] key = deletion.getKey().bytes();
            int partition = deletion.getValue().partition();
            byte[] event = deletion.getValue().event();
            int both = event.length + 2 * key.length;
            if (bytes > 0 && bytes + both > SEND_AT_BYTES) {
                producer.flush();
                bytes = 0;
            }
            Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(topic, partition, key, event));
            tombstones.put(deletion.getKey(), producer.send(new ProducerRecord<>(topic, partition, key, null)));
            bytes += both;
        }
        return tombstones;
    }

    @Override
    public void close() {
        writer.close();
    }
}
