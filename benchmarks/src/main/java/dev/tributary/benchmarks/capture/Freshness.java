package dev.tributary.benchmarks.capture;

import dev.tributary.avro.AvroDeserializer;
import dev.tributary.avro.DatumReaderFactory;
import dev.tributary.benchmarks.Schemas;
import dev.tributary.benchmarks.run.CommittedRecords;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is committed to the topic of the orders' change events, and to one of results, from now on, and notes how long ago
 * it was committed in the database.
 *
 * <p>Not every contender's results say when their rows were committed. So a change of an order is looked for in the results: it is
 * there when a result has the order's columns as the change left them.
 */
final class Freshness {

    /** Changes without a result, or results without a change, such as those of a changed user. The oldest one goes. */
    private static final int UNPAIRED = 50_000;

    /** An order as a change left it, or as a result has it. */
    private record OrderRow(
            long id,
            @Nullable Long userId,
            @Nullable String product,
            @Nullable Long quantity,
            @Nullable Long date) {

        static OrderRow of(GenericRecord row) {
            return new OrderRow(
                    ((Number) row.get("id")).longValue(),
                    number(row.get("user_id")),
                    row.get("product_name") == null
                            ? null
                            : row.get("product_name").toString(),
                    number(row.get("quantity")),
                    number(row.get("order_date")));
        }

        /** Of 32 bits in a change event, and of 64 in a result, or the other way round. */
        private static @Nullable Long number(@Nullable Object value) {
            return value == null ? null : (Long) ((Number) value).longValue();
        }
    }

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final AvroDeserializer<GenericRecord> events = new AvroDeserializer<>(DatumReaderFactory.generic());
    private final AvroDeserializer<GenericRecord> results =
            new AvroDeserializer<>(DatumReaderFactory.projecting(Schemas.load("AnyResult"), result -> result));
    private final String eventsTopic;
    private final Thread thread;
    private final long from;
    private volatile @Nullable RuntimeException failure;
    private final Map<OrderRow, Event> committed = unpaired();
    private final Map<OrderRow, Long> seen = unpaired();
    private final Histogram captured = histogram();
    private final Histogram shown = histogram();
    private final Histogram shownAfterEvent = histogram();
    private final Histogram resulted = histogram();

    private Freshness(
            KafkaConsumer<byte[], byte[]> consumer, Map<String, String> registry, String eventsTopic, long from) {
        this.consumer = consumer;
        this.eventsTopic = eventsTopic;
        this.from = from;
        events.configure(registry, false);
        results.configure(registry, false);
        this.thread = new Thread(this::read, "read-commits");
    }

    /**
     * A change event; all in microseconds since the epoch.
     *
     * @param commit in the database
     * @param sent by the connector's producer: the record's timestamp
     */
    private record Event(long commit, long sent) {}

    private static <T> Map<OrderRow, T> unpaired() {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<OrderRow, T> eldest) {
                return size() > UNPAIRED;
            }
        };
    }

    static Histogram histogram() {
        return new Histogram(TimeUnit.MINUTES.toMicros(10), 3);
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    /** @param from changes that were committed before, in microseconds since the epoch, do not count */
    static Freshness measure(String bootstrap, String registry, String eventsTopic, String resultsTopic, long from) {
        KafkaConsumer<byte[], byte[]> consumer = CommittedRecords.fromNowOn(bootstrap, 500, eventsTopic, resultsTopic);
        Freshness freshness = new Freshness(consumer, Map.of("schema.registry.url", registry), eventsTopic, from);
        freshness.thread.setDaemon(true);
        freshness.thread.start();
        return freshness;
    }

    private void read() {
        try (consumer) {
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (record.value() != null) {
                        accept(record);
                    }
                }
            }
        } catch (WakeupException e) {
            // Stopped.
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private synchronized void accept(ConsumerRecord<byte[], byte[]> record) {
        long now = micros(Instant.now());
        if (record.topic().equals(eventsTopic)) {
            GenericRecord event = Objects.requireNonNull(events.deserialize(record.topic(), record.value()));
            GenericRecord after = (GenericRecord) event.get("after");
            long commit = (Long) ((GenericRecord) event.get("source")).get("ts_us");
            if (after != null && commit >= from) {
                note(captured, now - commit);
                isCommitted(OrderRow.of(after), new Event(commit, TimeUnit.MILLISECONDS.toMicros(record.timestamp())));
            }
        } else {
            GenericRecord result = Objects.requireNonNull(results.deserialize(record.topic(), record.value()));
            isSeen(OrderRow.of(result), now);
            Long orderCommit = (Long) result.get("order_committed_at");
            Long userCommit = (Long) result.get("user_committed_at");
            if (orderCommit != null) {
                long commit = Math.max(orderCommit, userCommit == null ? 0 : userCommit);
                if (commit >= from) {
                    note(resulted, now - commit);
                }
            }
        }
    }

    private void isCommitted(OrderRow row, Event event) {
        @Nullable Long result = seen.remove(row);
        if (result != null && result >= event.commit) {
            isShown(event, result);
        } else {
            committed.put(row, event);
        }
    }

    private void isShown(Event event, long at) {
        note(shown, at - event.commit);
        note(shownAfterEvent, at - event.sent);
    }

    private void isSeen(OrderRow row, long now) {
        @Nullable Event event = committed.remove(row);
        if (event != null) {
            isShown(event, now);
        } else {
            seen.put(row, now);
        }
    }

    static void note(Histogram histogram, long micros) {
        histogram.recordValue(Math.max(0, micros));
    }

    /** How many changes were read. */
    synchronized long events() {
        return captured.getTotalCount();
    }

    /** How many of them were found in results. */
    synchronized long shownEvents() {
        return shown.getTotalCount();
    }

    void stop() throws InterruptedException {
        consumer.wakeup();
        thread.join();
        if (failure != null) {
            throw new IllegalStateException("change events or results cannot be read", failure);
        }
        events.close();
        results.close();
    }

    /** From commit until the change event was read, in microseconds. After {@link #stop}. */
    Histogram captured() {
        return captured;
    }

    /** From commit until a result that shows the change was read, in microseconds. After {@link #stop}. */
    Histogram shown() {
        return shown;
    }

    /** From when the change event was sent to the topic until such a result was read, in microseconds. After {@link #stop}. */
    Histogram shownAfterEvent() {
        return shownAfterEvent;
    }

    /** From the commit of the newer of its two rows until a result was read; empty if results do not say. After {@link #stop}. */
    Histogram resulted() {
        return resulted;
    }
}
