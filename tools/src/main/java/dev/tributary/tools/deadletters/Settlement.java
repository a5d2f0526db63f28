package dev.tributary.tools.deadletters;

import dev.tributary.tools.topic.TransactionalWriter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Writes what became of dead letters, and what that takes, in one transaction. Two of them at the same time cannot be: the
 * later one shuts the earlier one out.
 */
final class Settlement implements AutoCloseable {

    private static final String TRANSACTIONAL_ID = "tributary-dead-letters";

    /** The broker and the topic have the last word. */
    private static final int MAX_REQUEST_BYTES = 64 << 20;

    private final TransactionalWriter writer;
    private final String deadLetterTopic;

    private Settlement(TransactionalWriter writer, String deadLetterTopic) {
        this.writer = writer;
        this.deadLetterTopic = deadLetterTopic;
    }

    static Settlement open(Map<String, Object> kafka, String deadLetterTopic) {
        Map<String, Object> settings = Map.of(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES, ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000);
        return new Settlement(
                TransactionalWriter.open(
                        kafka, TRANSACTIONAL_ID, settings, "somebody else settles dead letters at the same time"),
                deadLetterTopic);
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
        return writer.commit(producer -> {
            batch.resolutions.forEach((letter, resolution) -> settle(producer, letter, resolution));
            Map<Origin, Future<RecordMetadata>> copies = new HashMap<>();
            // The order of the origins is that of the log, which the copies keep.
            batch.copies.keySet().stream()
                    .sorted(Comparator.comparingLong(Origin::offset))
                    .forEach(origin -> copies.put(origin, producer.send(batch.copies.get(origin))));
            return copies;
        });
    }

    /** Behind the letter, in its partition. */
    private void settle(Producer<byte[], byte[]> producer, DeadLetter letter, Resolution resolution) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(deadLetterTopic, letter.partition(), null, null);
        LetterHeaders.resolution(letter.origin(), resolution).forEach(record.headers()::add);
        // Were it not accepted, neither would the transaction be.
        Future<RecordMetadata> unused = producer.send(record);
    }

    @Override
    public void close() {
        writer.close();
    }
}
