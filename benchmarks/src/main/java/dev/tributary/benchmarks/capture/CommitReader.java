package dev.tributary.benchmarks.capture;

import dev.tributary.avro.AvroDeserializer;
import dev.tributary.avro.DatumReaderFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what is committed to a topic from now on, and notes how long ago each record's row was committed in the database. */
final class CommitReader {

    private final KafkaConsumer<byte[], GenericRecord> consumer;
    private final ToLongFunction<GenericRecord> committedMicros;
    private final Histogram histogram = new Histogram(TimeUnit.MINUTES.toMicros(10), 3);
    private final Thread thread;
    private final long from;

    private CommitReader(
            KafkaConsumer<byte[], GenericRecord> consumer, ToLongFunction<GenericRecord> committedMicros, long from) {
        this.consumer = consumer;
        this.committedMicros = committedMicros;
        this.from = from;
        this.thread = new Thread(this::read, "read-commits");
    }

    /** @param from rows that were committed before, in microseconds since the epoch, do not count */
    static CommitReader start(
            String bootstrap, String registry, String topic, long from, ToLongFunction<GenericRecord> committedMicros) {
        AvroDeserializer<GenericRecord> values = new AvroDeserializer<>(DatumReaderFactory.generic());
        values.configure(Map.of("schema.registry.url", registry), false);
        KafkaConsumer<byte[], GenericRecord> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                values);
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        CommitReader reader = new CommitReader(consumer, committedMicros, from);
        reader.thread.setDaemon(true);
        reader.thread.start();
        return reader;
    }

    private void read() {
        try (consumer) {
            while (true) {
                for (ConsumerRecord<byte[], GenericRecord> record : consumer.poll(Duration.ofMillis(200))) {
                    GenericRecord value = record.value();
                    if (value != null) {
                        accept(committedMicros.applyAsLong(value));
                    }
                }
            }
        } catch (WakeupException e) {
            // Stopped.
        }
    }

    private void accept(long committed) {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        if (committed >= from) {
            synchronized (histogram) {
                histogram.recordValue(Math.max(0, now - committed));
            }
        }
    }

    long count() {
        synchronized (histogram) {
            return histogram.getTotalCount();
        }
    }

    /** Latencies in microseconds; reads no more. */
    Histogram stop() throws InterruptedException {
        consumer.wakeup();
        thread.join();
        return histogram;
    }
}
