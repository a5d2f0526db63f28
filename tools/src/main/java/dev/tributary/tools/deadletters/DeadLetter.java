package dev.tributary.tools.deadletters;

import dev.tributary.tools.definition.View;
import dev.tributary.tools.topic.RecordKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be processed.
 *
 * @param origin where it was
 * @param letter what the application wrote of it: its key, its value, its headers, and headers that say why
 */
record DeadLetter(Origin origin, ConsumerRecord<byte[], byte[]> letter) {

    /** Empty if the record says nothing of an origin: somebody else wrote it. */
    static Optional<DeadLetter> of(ConsumerRecord<byte[], byte[]> letter) {
        return originOf(letter.headers()).map(origin -> new DeadLetter(origin, letter));
    }

    static Optional<Origin> originOf(Headers headers) {
        try {
            return LetterHeaders.text(headers, LetterHeaders.TOPIC)
                    .map(topic -> new Origin(
                            topic,
                            Integer.parseInt(LetterHeaders.text(headers, LetterHeaders.PARTITION)
                                    .orElse("")),
                            Long.parseLong(LetterHeaders.text(headers, LetterHeaders.OFFSET)
                                    .orElse(""))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** When it was put to the dead letters, the first time. */
    Instant since() {
        return Instant.ofEpochMilli(letter.timestamp());
    }

    /** The record's own time, milliseconds since the epoch. */
    long timestamp() {
        try {
            return Long.parseLong(LetterHeaders.text(letter.headers(), LetterHeaders.TIMESTAMP)
                    .orElse(""));
        } catch (NumberFormatException e) {
            return letter.timestamp();
        }
    }

    /** Where it failed: deserialization or processing. */
    String stage() {
        return text(LetterHeaders.STAGE);
    }

    /** The processor of the topology. */
    String processor() {
        return text(LetterHeaders.PROCESSOR);
    }

    String exception() {
        return text(LetterHeaders.EXCEPTION);
    }

    /** Without its package. */
    String shortException() {
        return exception().substring(exception().lastIndexOf('.') + 1);
    }

    String message() {
        return text(LetterHeaders.MESSAGE);
    }

    byte @Nullable [] key() {
        return letter.key();
    }

    /** @param view whose tables have keys of known types */
    RecordKey recordKey(Optional<View> view) {
        return view.map(named -> named.recordKey(origin.topic(), letter.key()))
                .orElseGet(() -> RecordKey.guess(letter.key()));
    }

    byte @Nullable [] value() {
        return letter.value();
    }

    /** Those that the record had. */
    List<Header> headers() {
        return LetterHeaders.ofTheRecord(letter.headers());
    }

    /**
     * Whether all of the record is only in its own topic, being too large to be written once more: this one lacks its value, and
     * its headers and its key if those are large.
     */
    boolean isShortened() {
        return letter.headers().lastHeader(LetterHeaders.OMITTED) != null;
    }

    /** Of the dead letters' topic. */
    int partition() {
        return letter.partition();
    }

    private String text(String header) {
        return LetterHeaders.text(letter.headers(), header).orElse("?");
    }
}
