package dev.tributary.benchmarks.peers;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Copies the orders topic in several threads, each with a consumer and a producer of its own, until it is told to stop. As
 * Kafka Streams does, a thread commits what it has as soon as the commit interval has passed since its last commit.
 */
final class Copying {

    private static final Duration POLL = Duration.ofMillis(100);

    /** What a thread does around the copying. */
    interface Commits extends AutoCloseable {

        KafkaProducer<byte[], byte[]> producer();

        /** Before the first record that was not committed yet. */
        void begin();

        void commit(Map<TopicPartition, OffsetAndMetadata> offsets);

        @Override
        void close();
    }

    /** Makes what one thread needs. */
    interface CommitsFactory {
        Commits create(int thread, KafkaConsumer<byte[], byte[]> consumer);
    }

    private final Options options;
    private final CountDownLatch assigned;

    private Copying(Options options) {
        this.options = options;
        this.assigned = new CountDownLatch(options.number("threads"));
    }

    static void run(Options options, CommitsFactory factory) throws InterruptedException {
        Copying copying = new Copying(options);
        for (int i = 0; i < options.number("threads"); i++) {
            int thread = i;
            KafkaConsumer<byte[], byte[]> consumer = Clients.consumer(options);
            Thread worker = new Thread(() -> copying.copy(consumer, factory.create(thread, consumer)), "copy-" + i);
            worker.setUncaughtExceptionHandler((dying, failure) -> {
                failure.printStackTrace();
                Runtime.getRuntime().halt(1);
            });
            worker.start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(consumer, worker)));
        }
        copying.assigned.await();
        System.out.println("READY");
    }

    private static void stop(KafkaConsumer<byte[], byte[]> consumer, Thread worker) {
        consumer.wakeup();
        try {
            worker.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void copy(KafkaConsumer<byte[], byte[]> consumer, Commits commits) {
        // Not empty while there is something to commit.
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        long interval = options.number("commit-ms") * 1_000_000L;
        long committed = System.nanoTime() - interval;
        try (consumer;
                commits) {
            consumer.subscribe(List.of(options.get("orders")), new Rebalances(commits, offsets));
            while (true) {
                ConsumerRecords<byte[], byte[]> records =
                        consumer.poll(offsets.isEmpty() ? POLL : until(committed + interval));
                if (!records.isEmpty() && offsets.isEmpty()) {
                    commits.begin();
                }
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    send(commits.producer(), record);
                }
                if (!records.isEmpty() || !offsets.isEmpty()) { // A transaction's end alone is nothing to commit.
                    offsets.putAll(records.nextOffsets());
                }
                if (!offsets.isEmpty() && System.nanoTime() - committed >= interval) {
                    commits.commit(offsets);
                    offsets.clear();
                    committed = System.nanoTime();
                }
            }
        } catch (WakeupException e) {
            // Told to stop.
        }
    }

    /** @param moment as of {@link System#nanoTime} */
    private static Duration until(long moment) {
        return Duration.ofNanos(Math.max(0, moment - System.nanoTime()));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the commit fails if a send has
    private void send(KafkaProducer<byte[], byte[]> producer, ConsumerRecord<byte[], byte[]> record) {
        producer.send(
                new ProducerRecord<>(options.get("output"), record.partition(), record.key(), record.value()),
                (metadata, failed) -> {
                    if (failed != null) {
                        failed.printStackTrace();
                    }
                });
    }

    private final class Rebalances implements ConsumerRebalanceListener {
        private final Commits commits;
        private final Map<TopicPartition, OffsetAndMetadata> offsets;
        private boolean counted;

        Rebalances(Commits commits, Map<TopicPartition, OffsetAndMetadata> offsets) {
            this.commits = commits;
            this.offsets = offsets;
        }

        /** Or the next owner would begin before what was copied. */
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (!offsets.isEmpty()) {
                commits.commit(offsets);
                offsets.clear();
            }
        }

        /** Whoever has them now begins at the last commit. */
        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            throw new IllegalStateException("partitions were lost: " + partitions);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (!counted && !partitions.isEmpty()) {
                counted = true;
                assigned.countDown();
            }
        }
    }
}
