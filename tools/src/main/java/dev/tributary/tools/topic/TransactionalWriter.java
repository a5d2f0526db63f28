package dev.tributary.tools.topic;

import dev.tributary.tools.ToolException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes records in Kafka transactions, each of them all or nothing. One at a time has a transactional id: the one that is
 * opened later shuts the earlier one out. Once a transaction has failed, there is nothing to do but to close it.
 */
public final class TransactionalWriter implements AutoCloseable {

    private final Producer<byte[], byte[]> producer;
    private final String whenShutOut;

    /**
     * Has the transactional id for its own from now on.
     *
     * @param producer transactional; closed with this
     * @param whenShutOut what to say if another one was opened since: who that is
     */
    public TransactionalWriter(Producer<byte[], byte[]> producer, String whenShutOut) {
        this.producer = producer;
        this.whenShutOut = whenShutOut;
        try {
            producer.initTransactions();
        } catch (RuntimeException e) {
            producer.close();
            throw e;
        }
    }

    /**
     * Opens one.
     *
     * @param kafka how to reach the broker, and what is said of a producer, which goes before {@code settings}
     * @param settings of the producer
     */
    public static TransactionalWriter open(
            Map<String, Object> kafka, String transactionalId, Map<String, Object> settings, String whenShutOut) {
        Map<String, Object> all = new HashMap<>(settings);
        all.putAll(kafka);
        all.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        return new TransactionalWriter(
                new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer()), whenShutOut);
    }

    /** The records of a transaction. */
    public interface Records<K> {

        /** Sends them, and answers by which names their places are asked for. */
        Map<K, Future<RecordMetadata>> sendBy(Producer<byte[], byte[]> producer);
    }

    /**
     * Writes all of the records or none, and answers where they are.
     *
     * @throws ToolException if another one was opened since; nothing was written
     * @throws KafkaException if a record was not accepted, or the broker did not answer; nothing was written, unless it was
     *     the answer to the commit that was lost
     */
    public <K> Map<K, RecordMetadata> commit(Records<K> records) throws InterruptedException {
        try {
            producer.beginTransaction();
            Map<K, Future<RecordMetadata>> sent = records.sendBy(producer);
            producer.flush();
            Map<K, RecordMetadata> written = new HashMap<>();
            for (Map.Entry<K, Future<RecordMetadata>> record : sent.entrySet()) {
                written.put(record.getKey(), record.getValue().get());
            }
            producer.commitTransaction();
            return written;
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        } catch (KafkaException e) {
            throw failure(e);
        }
    }

    private RuntimeException failure(Throwable cause) {
        for (Throwable reason = cause; reason != null; reason = reason.getCause()) {
            if (reason instanceof ProducerFencedException || reason instanceof InvalidProducerEpochException) {
                return ToolException.failed(whenShutOut + ", and nothing was written", cause);
            }
        }
        return cause instanceof KafkaException known ? known : new KafkaException(cause);
    }

    /** A transaction that is not committed is aborted. */
    @Override
    public void close() {
        producer.close();
    }
}
