package dev.tributary.tools.deadletters;

import dev.tributary.tools.ToolException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes what became of dead letters, and what that takes, in one transaction. Two of them at the same time cannot be: the
 * later one shuts the earlier one out.
 */
final class Settlement implements AutoCloseable {

    private static final String TRANSACTIONAL_ID = "tributary-dead-letters";

    /** The broker and the topic have the last word. */
    private static final int MAX_REQUEST_BYTES = 64 << 20;

    private final Producer<byte[], byte[]> producer;
    private final String deadLetterTopic;

    private Settlement(Producer<byte[], byte[]> producer, String deadLetterTopic) {
        this.producer = producer;
        this.deadLetterTopic = deadLetterTopic;
    }

    static Settlement open(Map<String, Object> kafka, String deadLetterTopic) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        settings.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000);
        Producer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        try {
            producer.initTransactions();
            return new Settlement(producer, deadLetterTopic);
        } catch (RuntimeException e) {
            producer.close();
            throw e;
        }
    }

    /** What is to be written; {@link #commit} writes all of it or nothing. */
    static final class Batch {
        private final Map<Origin, ProducerRecord<byte[], byte[]>> copies = new HashMap<>();
        private final Map<DeadLetter, Resolution> resolutions = new HashMap<>();

        void settle(DeadLetter letter, Resolution resolution) {
            resolutions.put(letter, resolution);
        }

        /** @param copy what is appended to the topic of the origin */
        void append(Origin origin, ProducerRecord<byte[], byte[]> copy) {
            copies.put(origin, copy);
        }
    }

    /** Answers where the copies are now, by their origins. */
    Map<Origin, RecordMetadata> commit(Batch batch) throws InterruptedException {
        producer.beginTransaction();
        try {
            Map<Origin, Future<RecordMetadata>> copies = new HashMap<>();
            List<Future<RecordMetadata>> resolutions = new ArrayList<>();
            // The order of the origins is that of the log, which the copies keep.
            batch.copies.keySet().stream()
                    .sorted(Comparator.comparingLong(Origin::offset))
                    .forEach(origin -> copies.put(origin, producer.send(batch.copies.get(origin))));
            batch.resolutions.forEach(
                    (letter, resolution) -> resolutions.add(producer.send(settled(letter, resolution))));
            producer.flush();
            for (Future<RecordMetadata> resolution : resolutions) {
                resolution.get();
            }
            Map<Origin, RecordMetadata> written = new HashMap<>();
            for (Map.Entry<Origin, Future<RecordMetadata>> copy : copies.entrySet()) {
                written.put(copy.getKey(), copy.getValue().get());
            }
            producer.commitTransaction();
            return written;
        } catch (ProducerFencedException e) {
            throw ToolException.failed("somebody else settles dead letters at the same time; nothing was done", e);
        } catch (KafkaException e) {
            producer.abortTransaction();
            throw e;
        } catch (ExecutionException e) {
            producer.abortTransaction();
            throw ToolException.failed("a record was not accepted, and nothing was done: " + e.getMessage(), e);
        }
    }

    /** Behind the letter, in its partition. */
    private ProducerRecord<byte[], byte[]> settled(DeadLetter letter, Resolution resolution) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(deadLetterTopic, letter.partition(), null, null);
        LetterHeaders.resolution(letter.origin(), resolution).forEach(record.headers()::add);
        return record;
    }

    @Override
    public void close() {
        producer.close();
    }
}
