package dev.tributary.tools.lag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class GroupLagTest {

    private static final GroupLag ENRICH =
            new GroupLag("tributary-enrich", 2, new TreeMap<>(Map.of("cdc.public.orders", 12_345L)));
    private static final GroupLag NEW = new GroupLag("tributary-view", 0, new TreeMap<>());

    @Test
    void addsUpWhatIsLeftOfEachTopic() {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        committed.put(new TopicPartition("orders", 0), new OffsetAndMetadata(10));
        committed.put(new TopicPartition("orders", 1), new OffsetAndMetadata(5));
        committed.put(new TopicPartition("orders", 2), null);
        // A topic that was made anew ends before what was committed of the old one.
        committed.put(new TopicPartition("users", 0), new OffsetAndMetadata(7));
        Map<TopicPartition, Long> ends = Map.of(
                new TopicPartition("orders", 0), 15L,
                new TopicPartition("orders", 1), 6L,
                new TopicPartition("users", 0), 3L);

        assertThat(GroupLags.byTopic(committed, ends)).isEqualTo(Map.of("orders", 6L, "users", 0L));
    }

    @Test
    void saysItToPeople() {
        assertThat(LagText.table(List.of(ENRICH, NEW))).isEqualToNormalizingNewlines("""
                        tributary-enrich, 2 members
                                12,345  cdc.public.orders
                        tributary-view, 0 members
                          it has committed nothing yet
                        """);
    }

    @Test
    void saysItToPrometheus() {
        assertThat(LagText.metrics(List.of(ENRICH, NEW)).lines().filter(line -> !line.startsWith("#")))
                .containsExactly(
                        "tributary_group_members{group=\"tributary-enrich\"} 2",
                        "tributary_group_members{group=\"tributary-view\"} 0",
                        "tributary_group_lag_offsets{group=\"tributary-enrich\",topic=\"cdc.public.orders\"} 12345");
    }
}
