package dev.tributary.benchmarks.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Consumers of committed records, without a group. */
public final class CommittedRecords {

    private CommittedRecords() {}

    static KafkaConsumer<byte[], byte[]> consumer(String bootstrap, int maxPollRecords) {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        maxPollRecords),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Of all that is committed to these topics from now on. */
    public static KafkaConsumer<byte[], byte[]> fromNowOn(String bootstrap, int maxPollRecords, String... topics) {
        KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrap, maxPollRecords);
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics) {
            consumer.partitionsFor(topic)
                    .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        return consumer;
    }
}
