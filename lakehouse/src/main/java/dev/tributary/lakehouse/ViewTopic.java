package dev.tributary.lakehouse;

import dev.tributary.tools.ToolException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topic that the view's results are in: which one it is, where it begins and ends, and how long it keeps deletions. */
final class ViewTopic implements AutoCloseable {

    private final Admin admin;
    private final String name;

    ViewTopic(Map<String, Object> kafka, String name) {
        this.admin = Admin.create(kafka);
        this.name = name;
    }

    /** A topic that is made anew has another one. */
    String id() throws ExecutionException, InterruptedException {
        return describe().topicId().toString();
    }

    Map<Integer, Long> beginnings() throws ExecutionException, InterruptedException {
        return offsets(OffsetSpec.earliest());
    }

    /** Of what is committed. */
    Map<Integer, Long> ends() throws ExecutionException, InterruptedException {
        return offsets(OffsetSpec.latest());
    }

    /** For how long a deletion stays in the topic. */
    Duration deletionsKept() throws ExecutionException, InterruptedException {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
        String millis = admin.describeConfigs(List.of(topic))
                .values()
                .values()
                .iterator()
                .next()
                .get()
                .get(TopicConfig.DELETE_RETENTION_MS_CONFIG)
                .value();
        return Duration.ofMillis(Long.parseLong(millis));
    }

    private Map<Integer, Long> offsets(OffsetSpec which) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
        describe().partitions().forEach(info -> partitions.put(new TopicPartition(name, info.partition()), which));
        Map<Integer, Long> offsets = new TreeMap<>();
        admin.listOffsets(partitions, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get()
                .forEach((partition, found) -> offsets.put(partition.partition(), found.offset()));
        return offsets;
    }

    private TopicDescription describe() throws ExecutionException, InterruptedException {
        try {
            return admin.describeTopics(List.of(name))
                    .topicNameValues()
                    .values()
                    .iterator()
                    .next()
                    .get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw ToolException.failed("there is no topic " + name + " in this Kafka", e);
            }
            throw e;
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
