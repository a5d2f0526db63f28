package dev.tributary.deadletter;

import dev.tributary.metrics.AppMetrics;
import dev.tributary.topics.KeySerde;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes dead letters, counts them and says so. A dead letter has the key, the value and the headers of the record as they
 * were, and headers that say where it came from and why: those of Kafka Streams (KIP-1034) where it has a name for a thing,
 * all of them text. Safe for use by several threads.
 */
public final class DeadLetters {

    /** The setting by which {@link DeadLetterHandler} is given this object. */
    public static final String CONFIG = "tributary.internal.dead.letters";

    static final String TOPIC = "__streams.errors.topic";
    static final String PARTITION = "__streams.errors.partition";
    static final String OFFSET = "__streams.errors.offset";
    static final String EXCEPTION = "__streams.errors.exception";
    static final String MESSAGE = "__streams.errors.message";

    /** Of the record, milliseconds since the epoch; the dead letter's own time is that of its making. */
    static final String TIMESTAMP = "tributary.errors.timestamp";

    static final String STAGE = "tributary.errors.stage";

    /** The processor's name in the topology. */
    static final String PROCESSOR = "tributary.errors.processor";

    /**
     * There where the record would not fit a request: how many bytes its value has. The letter lacks it, and headers and a key
     * that are too large themselves. All of it is still in its own topic.
     */
    static final String OMITTED = "tributary.errors.value.omitted";

    /** What only a letter says, and what is written behind it to settle it; a record that says such things itself is not believed. */
    private static final List<String> RESERVED = List.of("__streams.errors.", "tributary.errors.");

    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

    private static final int LONGEST_MESSAGE = 2_000;

    /** More than all that is added to a record, and the frame around it. */
    private static final int ROOM = 8 << 10;

    private final String deadLetterTopic;
    private final int maxRequestBytes;
    private final AppMetrics metrics;
    private final InstantSource clock;
    private final LongAdder all = new LongAdder();

    /**
     * @param deadLetterTopic where they go
     * @param maxRequestBytes the producer's {@code max.request.size}
     */
    public DeadLetters(String deadLetterTopic, int maxRequestBytes, AppMetrics metrics, InstantSource clock) {
        this.deadLetterTopic = deadLetterTopic;
        this.maxRequestBytes = maxRequestBytes;
        this.metrics = metrics;
        this.clock = clock;
    }

    ProducerRecord<byte[], byte[]> of(ErrorHandlerContext context, Stage stage, Exception failure) {
        byte @Nullable [] key = context.sourceRawKey();
        byte @Nullable [] value = context.sourceRawValue();
        // Longs: each part alone can be as large as an array, since a compressed batch holds more than the broker's
        // limit.
        long withoutValue = (long) length(key) + length(context.headers()) + ROOM;
        boolean fits = withoutValue + length(value) <= maxRequestBytes;
        boolean onlyTheValueIsTooLarge = withoutValue <= maxRequestBytes;
        boolean keepsKey = (long) length(key) + ROOM <= maxRequestBytes;
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(deadLetterTopic, null, clock.millis(), keepsKey ? key : null, fits ? value : null);
        Headers headers = letter.headers();
        if (onlyTheValueIsTooLarge) {
            addOwn(headers, context.headers());
        }
        put(headers, TOPIC, context.topic());
        put(headers, PARTITION, Integer.toString(context.partition()));
        put(headers, OFFSET, Long.toString(context.offset()));
        put(headers, TIMESTAMP, Long.toString(context.timestamp()));
        put(headers, EXCEPTION, failure.getClass().getName());
        put(headers, MESSAGE, shortened(String.valueOf(failure.getMessage())));
        put(headers, STAGE, stage.key());
        put(headers, PROCESSOR, context.processorNodeId());
        if (!fits) {
            put(headers, OMITTED, Integer.toString(length(value)));
        }
        count(context.topic(), stage);
        log.warn(
                "to the dead letters: {} partition {} offset {} key {}: {}",
                context.topic(),
                context.partition(),
                context.offset(),
                KeySerde.shown(key),
                failure.getMessage());
        return letter;
    }

    private void count(String topic, Stage stage) {
        LongAdder total = metrics.counter(
                "dead-letters",
                "dead-letters-total",
                "Records that could not be processed and were put to the dead letters",
                Map.of("topic", topic, "stage", stage.key()));
        total.increment();
        all.increment();
    }

    /** Of all topics and stages, since the start of the process. */
    public long total() {
        return all.sum();
    }

    private static void addOwn(Headers headers, Headers ofTheRecord) {
        for (Header header : ofTheRecord) {
            if (RESERVED.stream().noneMatch(header.key()::startsWith)) {
                headers.add(header);
            }
        }
    }

    private static void put(Headers headers, String key, String value) {
        headers.add(key, value.getBytes(StandardCharsets.UTF_8));
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static long length(Headers headers) {
        long length = 0;
        for (Header header : headers) {
            length += header.key().length() * 4L + length(header.value()) + 10;
        }
        return length;
    }

    private static String shortened(String message) {
        return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "…";
    }
}
