package dev.tributary.tools.audit;

import java.time.Duration;
import java.util.List;

/**
 * What is compared, and how long to wait for it.
 *
 * @param topic the result of the join
 * @param sourceTopics what the join reads
 * @param slot the connector's replication slot
 * @param group the consumer group of the join, which is also the prefix of its internal topics
 * @param timeout for quiescence and for differences to go away, together
 * @param maxDifferences how many to keep; all are counted
 */
public record AuditSettings(
        String topic, List<String> sourceTopics, String slot, String group, Duration timeout, int maxDifferences) {

    public AuditSettings {
        sourceTopics = List.copyOf(sourceTopics);
        if (maxDifferences < 0) {
            throw new IllegalArgumentException("the number of differences to show must not be negative");
        }
    }

    public static AuditSettings defaults() {
        return new AuditSettings(
                "enriched-orders",
                List.of("cdc.public.users", "cdc.public.orders"),
                "tributary",
                "tributary-enrich",
                Duration.ofSeconds(60),
                10);
    }

    public AuditSettings withTimeout(Duration value) {
        return new AuditSettings(topic, sourceTopics, slot, group, value, maxDifferences);
    }

    public AuditSettings withMaxDifferences(int value) {
        return new AuditSettings(topic, sourceTopics, slot, group, timeout, value);
    }
}
