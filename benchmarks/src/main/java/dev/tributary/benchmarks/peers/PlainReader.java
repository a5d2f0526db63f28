package dev.tributary.benchmarks.peers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads topics from their beginning to their end, committed records only, and does nothing with them: what a restore of them
 * takes at the least. Says how many records and bytes there were, and how many milliseconds it took from the first poll.
 */
final class PlainReader {

    private PlainReader() {}

    public static void main(String[] arguments) {
        Options options = new Options(arguments);
        try (KafkaConsumer<byte[], byte[]> consumer = Clients.consumer(options)) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (String topic : options.get("topics").split(",", -1)) {
                consumer.partitionsFor(topic)
                        .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long start = System.nanoTime();
            long records = 0;
            long bytes = 0;
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    records++;
                    bytes += record.serializedKeySize() + Math.max(0, record.serializedValueSize());
                }
            }
            System.out.println("READ " + records + " " + bytes + " " + (System.nanoTime() - start) / 1_000_000);
        }
    }
}
