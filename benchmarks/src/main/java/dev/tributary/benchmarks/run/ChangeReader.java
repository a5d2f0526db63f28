package dev.tributary.benchmarks.run;

import dev.tributary.avro.AvroDeserializer;
import dev.tributary.avro.DatumReaderFactory;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.benchmarks.Schemas;
import dev.tributary.benchmarks.contender.Output;
import dev.tributary.benchmarks.contender.Task;
import dev.tributary.benchmarks.workload.ShopTables;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;

/** Reads what a contender commits as soon as it does, from now on, and notes when each change was first seen. */
public final class ChangeReader {

    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final SchemaRegistry registry;
    private final AvroDeserializer<Integer> changes;
    private final Map<Integer, Long> seen = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile int newest;
    private volatile long uncountedFrom;
    private volatile long rows;
    private volatile long lastRowAt;

    private ChangeReader(KafkaConsumer<byte[], byte[]> consumer, SchemaRegistry registry, Output output) {
        this.consumer = consumer;
        this.registry = registry;
        this.changes = new AvroDeserializer<>(registry, output == Output.JOINED ? results() : events());
        this.thread = new Thread(this::read, "read-output");
    }

    public static ChangeReader start(String bootstrap, Task task, Output output) {
        KafkaConsumer<byte[], byte[]> consumer = CommittedRecords.fromNowOn(bootstrap, 5_000, task.output());
        SchemaRegistry registry = SchemaRegistry.fromConfig(Map.of("schema.registry.url", task.registry()));
        ChangeReader reader = new ChangeReader(consumer, registry, output);
        reader.thread.setDaemon(true);
        reader.thread.start();
        return reader;
    }

    private static DatumReaderFactory<Integer> results() {
        return DatumReaderFactory.projecting(Schemas.load("ProductOfResult"), ChangeReader::change);
    }

    private static DatumReaderFactory<Integer> events() {
        return DatumReaderFactory.projecting(Schemas.load("ProductOfEvent"), event -> {
            GenericRecord after = (GenericRecord) event.get("after");
            return after == null ? -1 : change(after);
        });
    }

    private static Integer change(GenericRecord row) {
        return ShopTables.changeOf((String) row.get("product_name"));
    }

    /** Rows of orders with ids up to this are counted, and not looked into. */
    public void countRowsUpTo(int order) {
        rows = 0;
        uncountedFrom = order + 1L;
    }

    public long rows() {
        return rows;
    }

    /** When the last counted row was seen. */
    public long lastRowAt() {
        return lastRowAt;
    }

    /** By {@link System#nanoTime()}; empty if the change has not been seen. */
    public OptionalLong seenAt(int change) {
        Long at = seen.get(change);
        return at == null ? OptionalLong.empty() : OptionalLong.of(at);
    }

    /** Returns when the change, or a later one, was seen, or when the time is over. */
    public void await(int change, Duration within) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        while (!seen.containsKey(change) && newest <= change && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private void read() {
        try (consumer) {
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    accept(record, System.nanoTime());
                }
            }
        } catch (WakeupException e) {
            // Closed.
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by this thread alone
    private void accept(ConsumerRecord<byte[], byte[]> record, long now) {
        byte[] key = record.key();
        if (key != null && ByteBuffer.wrap(key).getLong() < uncountedFrom) {
            rows++;
            lastRowAt = now;
            return;
        }
        Integer change = changes.deserialize(record.topic(), record.value());
        if (change != null && change >= 0) {
            seen.putIfAbsent(change, now);
            newest = Math.max(newest, change);
        }
    }

    public void close() throws InterruptedException {
        consumer.wakeup();
        thread.join();
        registry.close();
    }
}
