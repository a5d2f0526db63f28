package dev.tributary.topics;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.TopicConfig;

/**
 * A topic as the application needs it.
 *
 * @param partitionsKey the setting that says how many partitions it has, for messages; empty if any number will do
 * @param cleanup its {@code cleanup.policy}
 * @param otherwiseLost what would become of the records under another policy, for messages
 * @param settings what else it is created with
 */
public record TopicSpec(
        String name,
        int partitions,
        Optional<String> partitionsKey,
        String cleanup,
        String otherwiseLost,
        Map<String, String> settings) {

    /** A reader that was away for longer than this would not see that a row was deleted. Kafka's default is a day. */
    private static final Duration TOMBSTONES_KEPT = Duration.ofDays(7);

    /** Holds the last value of every key for ever, so that everything can be rebuilt from it. */
    public static TopicSpec compacted(String name, int partitions, String partitionsKey) {
        return new TopicSpec(
                name,
                partitions,
                Optional.of(partitionsKey),
                TopicConfig.CLEANUP_POLICY_COMPACT,
                "rows are lost when they grow old",
                Map.of(TopicConfig.DELETE_RETENTION_MS_CONFIG, Long.toString(TOMBSTONES_KEPT.toMillis())));
    }

    /** The same topic, created with more settings. */
    public TopicSpec with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(more);
        return new TopicSpec(name, partitions, partitionsKey, cleanup, otherwiseLost, Map.copyOf(all));
    }

    /**
     * Holds every record for ever.
     *
     * @param maxMessageBytes what a record may have
     */
    public static TopicSpec log(String name, int maxMessageBytes) {
        return new TopicSpec(
                name,
                1,
                Optional.empty(),
                TopicConfig.CLEANUP_POLICY_DELETE,
                "one record takes the place of another with the same key",
                Map.of(
                        TopicConfig.RETENTION_MS_CONFIG, "-1",
                        TopicConfig.RETENTION_BYTES_CONFIG, "-1",
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(maxMessageBytes)));
    }
}
