package dev.tributary.localstack.demo;

import dev.tributary.tools.definition.View;
import dev.tributary.tools.generate.DataSet;
import dev.tributary.tools.topic.RecordDecoder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Watches the pipeline from outside, as any consumer could: counts what is captured and what is enriched, and how long it
 * took. The time of a record of the view's topic is when the newest of its rows was committed.
 */
final class Monitor implements AutoCloseable {

    private static final int LATEST = 5;
    /** A clock that was set back must not break the histogram. */
    private static final long LONGEST_MILLIS = Duration.ofHours(1).toMillis();

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final RecordDecoder decoder;
    private final DataSet dataSet;
    private final String results;
    private final Thread thread = new Thread(this::run, "monitor");
    private final Recorder interval = new Recorder(LONGEST_MILLIS, 3);
    private final Histogram total = new Histogram(LONGEST_MILLIS, 3);
    private final Histogram warm = new Histogram(LONGEST_MILLIS, 3);
    private final Deque<ConsumerRecord<byte[], byte[]>> latest = new ArrayDeque<>();
    private long captured;
    private long enriched;
    private long capturedBefore;
    private long enrichedBefore;
    private long sampledAt = System.nanoTime();
    private boolean isWarm;

    private Monitor(KafkaConsumer<byte[], byte[]> consumer, RecordDecoder decoder, DataSet dataSet, String results) {
        this.consumer = consumer;
        this.decoder = decoder;
        this.dataSet = dataSet;
        this.results = results;
    }

    /** Sees what is committed from here on. */
    static Monitor start(String bootstrapServers, String schemaRegistry, DataSet dataSet, View view) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        List<String> topics = new ArrayList<>(view.sourceTopics());
        topics.add(view.name());
        topics.forEach(topic -> consumer.partitionsFor(topic)
                .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition()))));
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);

        RecordDecoder decoder = RecordDecoder.open(Map.of("schema.registry.url", schemaRegistry));
        Monitor monitor = new Monitor(consumer, decoder, dataSet, view.name());
        monitor.thread.setDaemon(true);
        monitor.thread.start();
        return monitor;
    }

    /** What happened since this was called last. */
    synchronized Sample sample() {
        long now = System.nanoTime();
        Histogram recent = interval.getIntervalHistogram();
        total.add(recent);
        if (isWarm) {
            warm.add(recent);
        }
        Sample sample = new Sample(
                Duration.ofNanos(now - sampledAt),
                captured - capturedBefore,
                enriched - enrichedBefore,
                Latency.of(recent),
                latest.stream().map(this::describe).toList());
        capturedBefore = captured;
        enrichedBefore = enriched;
        sampledAt = now;
        return sample;
    }

    /** The samples from here on are also counted by themselves: five JVMs that have just been started take a while to get fast. */
    synchronized void warm() {
        isWarm = true;
    }

    /** Of everything in all samples. */
    synchronized Latency latency() {
        return Latency.of(total);
    }

    /** Of everything in the samples since {@link #warm}. */
    synchronized Latency warmLatency() {
        return Latency.of(warm);
    }

    synchronized long captured() {
        return captured;
    }

    synchronized long enriched() {
        return enriched;
    }

    private void run() {
        try {
            while (true) {
                List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
                consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
                take(records, System.currentTimeMillis());
            }
        } catch (WakeupException e) {
            // Closed.
        } finally {
            consumer.close();
        }
    }

    private synchronized void take(List<ConsumerRecord<byte[], byte[]>> records, long now) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.topic().equals(results)) {
                enriched++;
                interval.recordValue(Math.clamp(now - record.timestamp(), 0, LONGEST_MILLIS));
                latest.addLast(record);
                if (latest.size() > LATEST) {
                    latest.removeFirst();
                }
            } else if (record.value() != null) {
                captured++;
            }
        }
    }

    private String describe(ConsumerRecord<byte[], byte[]> record) {
        return EnrichedText.of(dataSet, decoder.decode(record));
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        decoder.close();
    }
}
