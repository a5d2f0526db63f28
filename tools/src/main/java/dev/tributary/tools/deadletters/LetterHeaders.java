package dev.tributary.tools.deadletters;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The headers that the application puts on a dead letter, and those that say what became of one: all of them text. The
 * names that begin with underscores are Kafka Streams' own (KIP-1034).
 */
final class LetterHeaders {

    static final String TOPIC = "__streams.errors.topic";
    static final String PARTITION = "__streams.errors.partition";
    static final String OFFSET = "__streams.errors.offset";
    static final String EXCEPTION = "__streams.errors.exception";
    static final String MESSAGE = "__streams.errors.message";

    /** Milliseconds since the epoch. */
    static final String TIMESTAMP = "tributary.errors.timestamp";

    static final String STAGE = "tributary.errors.stage";
    static final String PROCESSOR = "tributary.errors.processor";

    /** Bytes of a value that did not fit. */
    static final String OMITTED = "tributary.errors.value.omitted";

    /** On a record that has nothing but an origin: what became of the letters of it that are before. */
    static final String RESOLUTION = "tributary.errors.resolution";

    private LetterHeaders() {}

    static Optional<String> text(Headers headers, String key) {
        @Nullable Header header = headers.lastHeader(key);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }

    static Headers resolution(Origin origin, Resolution resolution) {
        Headers headers = new RecordHeaders();
        add(headers, TOPIC, origin.topic());
        add(headers, PARTITION, Integer.toString(origin.partition()));
        add(headers, OFFSET, Long.toString(origin.offset()));
        add(headers, RESOLUTION, resolution.key());
        return headers;
    }

    /** Those that the record had itself. */
    static List<Header> ofTheRecord(Headers headers) {
        List<Header> own = new ArrayList<>();
        for (Header header : headers) {
            if (!header.key().startsWith("__streams.errors.") && !header.key().startsWith("tributary.errors.")) {
                own.add(header);
            }
        }
        return own;
    }

    private static void add(Headers headers, String key, String value) {
        headers.add(key, value.getBytes(StandardCharsets.UTF_8));
    }
}
