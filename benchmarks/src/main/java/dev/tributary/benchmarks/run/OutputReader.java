package dev.tributary.benchmarks.run;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Gives the committed records of a topic to an oracle, and goes on from there the next time. */
public final class OutputReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Oracle oracle;

    public OutputReader(String bootstrap, List<TopicPartition> partitions, Oracle oracle) {
        this.consumer = CommittedRecords.consumer(bootstrap, 10_000);
        this.partitions = partitions;
        this.oracle = oracle;
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Reads up to what is committed now. */
    public void readToEnd() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the output could not be read to its end");
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                oracle.accept(record);
                deadline = System.nanoTime() + PATIENCE.toNanos();
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
