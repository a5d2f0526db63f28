package dev.tributary.tools.sweep;

import dev.tributary.tools.ToolException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

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
    private final Producer<byte[], byte[]> producer;

    /** @param producer transactional; sends only when it is flushed */
    DeletionWriter(String topic, Producer<byte[], byte[]> producer) {
        this.topic = topic;
        this.producer = producer;
    }

    static DeletionWriter open(Map<String, Object> kafka, String topic) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "tributary-sweep-" + topic);
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, "60000");
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, String.valueOf(BATCH_BYTES));
        settings.put(ProducerConfig.LINGER_MS_CONFIG, "30000");
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "45000");
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "15000");
        return new DeletionWriter(
                topic, new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
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
    Map<Long, Long> write(Map<Long, Deletion> deletions) throws InterruptedException {
        try {
            producer.initTransactions();
            producer.beginTransaction();
            Map<Long, Future<RecordMetadata>> tombstones = send(deletions);
            producer.commitTransaction();
            Map<Long, Long> offsets = new HashMap<>();
            for (Map.Entry<Long, Future<RecordMetadata>> tombstone : tombstones.entrySet()) {
                offsets.put(tombstone.getKey(), tombstone.getValue().get().offset());
            }
            return offsets;
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw ToolException.failed("another sweep of " + topic + " has begun, and this one has written nothing", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        }
    }

    @SuppressWarnings("NullAway") // a null value is a tombstone
    private Map<Long, Future<RecordMetadata>> send(Map<Long, Deletion> deletions) {
        Map<Long, Future<RecordMetadata>> tombstones = new HashMap<>();
        int bytes = 0;
        for (Map.Entry<Long, Deletion> deletion : deletions.entrySet()) {
            byte[] key =
                    ByteBuffer.allocate(Long.BYTES).putLong(deletion.getKey()).array();
            int partition = deletion.getValue().partition();
            byte[] event = deletion.getValue().event();
            if (bytes > 0 && bytes + event.length > SEND_AT_BYTES) {
                producer.flush();
                bytes = 0;
            }
            Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(topic, partition, key, event));
            tombstones.put(deletion.getKey(), producer.send(new ProducerRecord<>(topic, partition, key, null)));
            bytes += event.length;
        }
        producer.flush();
        return tombstones;
    }

    /** A transaction that is not committed is aborted. */
    @Override
    public void close() {
        producer.close();
    }
}
