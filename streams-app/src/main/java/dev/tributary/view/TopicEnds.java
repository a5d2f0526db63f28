package dev.tributary.view;

import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.StreamsConfig;

/** Asks the broker how far {@code enriched-orders} is committed. Safe for use by several threads. */
final class TopicEnds implements AutoCloseable {

    private static final long ANSWERED_WITHIN_SECONDS = 30;

    private final Admin admin;
    private final String topic;

    /** @param settings of the tier's client */
    TopicEnds(Properties settings, String topic) {
        this.admin = Admin.create(new StreamsConfig(settings).getAdminConfigs("tributary-view-ends"));
        this.topic = topic;
    }

    String topic() {
        return topic;
    }

    /**
     * Returns, by partition, the offset of what is committed next.
     *
     * @throws ExecutionException with what the broker, or the client on its behalf, answered
     */
    Map<Integer, Long> of(Set<Integer> partitions) throws ExecutionException, TimeoutException, InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = partitions.stream()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(topic, partition), partition -> OffsetSpec.latest()));
        Map<TopicPartition, ListOffsetsResultInfo> ends = admin.listOffsets(
                        latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get(ANSWERED_WITHIN_SECONDS, TimeUnit.SECONDS);
        return ends.entrySet().stream()
                .collect(Collectors.toMap(
                        end -> end.getKey().partition(), end -> end.getValue().offset()));
    }

    @Override
    public void close() {
        admin.close();
    }
}
