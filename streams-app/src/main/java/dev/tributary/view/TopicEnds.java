package dev.tributary.view;

import dev.tributary.failure.Causes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the broker how far the topic of the results is committed. Safe for use by several threads. */
final class TopicEnds implements EndOffsets, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TopicEnds.class);

    private final Admin admin;
    private final String topic;
    private final int timeoutMillis;

    /**
     * @param settings of the tier's client
     * @param timeout for the answer
     */
    TopicEnds(Properties settings, String topic, Duration timeout) {
        this.timeoutMillis = (int) timeout.toMillis();
        this.admin = Admin.create(new StreamsConfig(settings).getAdminConfigs("tributary-view-ends"));
        this.topic = topic;
    }

    /** The offset of what is committed next. A partition without a leader has none. */
    @Override
    public Map<Integer, TopicEnd> of(Set<Integer> partitions) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = partitions.stream()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(topic, partition), partition -> OffsetSpec.latest()));
        long asked = System.nanoTime();
        ListOffsetsResult answers = admin.listOffsets(
                latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(timeoutMillis));
        Map<Integer, TopicEnd> ends = new HashMap<>();
        @Nullable ExecutionException refused = null;
        for (TopicPartition partition : latest.keySet()) {
            try {
                ends.put(
                        partition.partition(),
                        new TopicEnd(
                                asked, answers.partitionResult(partition).get().offset()));
            } catch (ExecutionException e) {
                log.debug("the end of {} is not known: {}", partition, Causes.describe(e));
                refused = e;
            }
        }
        if (ends.isEmpty() && refused != null) {
            throw refused;
        }
        return ends;
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
