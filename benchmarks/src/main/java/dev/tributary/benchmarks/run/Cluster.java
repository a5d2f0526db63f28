package dev.tributary.benchmarks.run;

import dev.tributary.benchmarks.measure.Await;
import dev.tributary.tools.ToolException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What is asked of the broker beside records. */
public final class Cluster implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 30;

    private final String bootstrap;
    private final Admin admin;

    public Cluster(String bootstrap) {
        this.bootstrap = bootstrap;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    public String bootstrap() {
        return bootstrap;
    }

    /** Compacted, as the pipeline's topics are. */
    public void create(String topic, int partitions) {
        NewTopic compacted = new NewTopic(topic, partitions, (short) 1)
                .configs(Map.of("cleanup.policy", "compact", "compression.type", "producer"));
        get(admin.createTopics(List.of(compacted)).all());
        try {
            // Made is not yet known to the part of the broker that answers for it.
            Await.until(
                    () -> topic + " does not appear",
                    Duration.ofSeconds(20),
                    Duration.ofMillis(20),
                    () -> isKnown(topic));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isKnown(String topic) {
        boolean[] known = {false};
        ignoring(UnknownTopicOrPartitionException.class, () -> {
            endOffsets(partitions(List.of(topic)));
            known[0] = true;
        });
        return known[0];
    }

    public Set<String> topicsOf(String prefix) {
        return get(admin.listTopics().names()).stream()
                .filter(name -> name.startsWith(prefix))
                .collect(Collectors.toSet());
    }

    /** All topics and groups whose names begin so. */
    public void deleteAll(String prefix) {
        ignoring(
                UnknownTopicOrPartitionException.class,
                () -> get(admin.deleteTopics(topicsOf(prefix)).all()));
        List<String> groups = get(admin.listGroups().all()).stream()
                .map(GroupListing::groupId)
                .filter(group -> group.startsWith(prefix))
                .toList();
        for (String group : groups) {
            // One that was killed is not empty until its session has expired; its name is not used again.
            ignoring(
                    GroupNotEmptyException.class,
                    () -> get(admin.deleteConsumerGroups(List.of(group)).all()));
        }
    }

    public List<TopicPartition> partitions(Collection<String> topics) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (TopicDescription topic :
                get(admin.describeTopics(topics).allTopicNames()).values()) {
            topic.partitions().forEach(info -> partitions.add(new TopicPartition(topic.name(), info.partition())));
        }
        return partitions;
    }

    /** How many offsets the partitions have given out; transactions' markers take offsets too. */
    public long endOffsets(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetSpec> latest =
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
        return get(admin.listOffsets(latest).all()).values().stream()
                .mapToLong(ListOffsetsResultInfo::offset)
                .sum();
    }

    /** The same for each topic, those of the broker itself too. */
    public Map<String, Long> endOffsetsByTopic() {
        Set<String> topics =
                get(admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
        Map<String, Long> offsets = new TreeMap<>();
        for (String topic : topics) {
            offsets.put(topic, endOffsets(partitions(List.of(topic))));
        }
        return offsets;
    }

    /** How many records, and markers, the partitions hold now. */
    public long held(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetSpec> earliest =
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.earliest()));
        long begin = get(admin.listOffsets(earliest).all()).values().stream()
                .mapToLong(ListOffsetsResultInfo::offset)
                .sum();
        return endOffsets(partitions) - begin;
    }

    /** Whether a group has no members any more. */
    public boolean isEmpty(String group) {
        try {
            return get(admin.describeConsumerGroups(List.of(group)).all()).values().stream()
                    .allMatch(description -> description.members().isEmpty());
        } catch (ToolException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return true;
            }
            throw e;
        }
    }

    private static void ignoring(Class<? extends Exception> harmless, Runnable request) {
        try {
            request.run();
        } catch (ToolException e) {
            if (!harmless.isInstance(e.getCause()) && !(e.getCause() instanceof GroupIdNotFoundException)) {
                throw e;
            }
        }
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw ToolException.failed("Kafka refused: " + cause, cause);
        } catch (TimeoutException e) {
            throw ToolException.unreachable("Kafka did not answer within " + PATIENCE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ToolException.failed("interrupted", e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
