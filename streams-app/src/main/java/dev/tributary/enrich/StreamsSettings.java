package dev.tributary.enrich;

import dev.tributary.config.AppConfig;
import dev.tributary.config.Profile;
import dev.tributary.config.StreamsDefaults;
import dev.tributary.deadletter.DeadLetterHandler;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** What the enrich tier's Kafka Streams client is configured with: defaults of ours, then what the user set, then what is fixed. */
final class StreamsSettings {

    private StreamsSettings() {}

    static Properties of(AppConfig config) {
        Map<String, Object> settings = new HashMap<>(config.passedThrough());
        StreamsDefaults.addTo(settings, defaults(config));
        settings.putAll(fixed(config));
        Properties properties = new Properties();
        properties.putAll(settings);
        return properties;
    }

    /** docs/decisions/0005 says why these values. */
    private static Map<String, Object> defaults(AppConfig config) {
        Map<String, Object> defaults = new HashMap<>(pace(config.profile()));
        defaults.put(StreamsConfig.STATE_DIR_CONFIG, "tributary-state");
        defaults.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        // A task reads one partition and need not wait for others; the check alone costs Streams a fifth of all its
        // work.
        defaults.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        // A cache holds changes back until the next commit.
        defaults.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        defaults.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        defaults.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                RecordSizes.DEFAULT_MAX_REQUEST_BYTES);
        // A broker may accept less by default than the topic of the results; joined rows pass the internal ones before.
        defaults.put(RecordSizes.INTERNAL_TOPICS, RecordSizes.DEFAULT_MAX_REQUEST_BYTES);
        // When a store is added to those that are restored, the fetch under way is waited for, and where nothing new
        // comes it takes so long; with Kafka's half a second, that is most of a start.
        defaults.put(StreamsConfig.restoreConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 20);
        // A transaction that begins before the markers of the last one are written is refused, and the producer waits
        // so long before it tries again (KAFKA-20000). With each try it waits longer, up to a second.
        defaults.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 5);
        // After a crash, readers and whoever takes over wait until the transaction that was open is aborted.
        defaults.put(
                StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), transactionTimeout(config));
        // After a crash the partitions of the lost instance are taken over when its session has expired. A broker
        // takes no less unless it is configured to.
        defaults.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 6_000);
        // The others hear of it in the answer to a heartbeat.
        defaults.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 1_000);
        return defaults;
    }

    /** In milliseconds. No transaction is long: the results of a changed joined row are written in slices. */
    private static int transactionTimeout(AppConfig config) {
        Object commitInterval = config.passedThrough().getOrDefault(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 0);
        // Streams takes no time-out below the interval.
        return Math.max(3_000, 2 * Integer.parseInt(String.valueOf(commitInterval)));
    }

    /**
     * How often work is committed, looked for and sent; all in milliseconds. With little to do, commits come sooner: see
     * {@link dev.tributary.tier.CommitPace}.
     */
    private static Map<String, Object> pace(Profile profile) {
        return switch (profile) {
            case LATENCY -> pace(50, 5, 0);
            case BALANCED -> pace(200, 10, 2);
            case THROUGHPUT -> pace(1_000, 100, 20);
        };
    }

    private static Map<String, Object> pace(int commit, int poll, int linger) {
        return Map.of(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                commit,
                StreamsConfig.POLL_MS_CONFIG,
                poll,
                StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG),
                linger);
    }

    private static Map<String, Object> fixed(AppConfig config) {
        Map<String, Object> fixed = new HashMap<>(Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG,
                config.getString(AppConfig.ENRICH_APPLICATION_ID),
                StreamsConfig.CLIENT_ID_CONFIG,
                config.clientId(EnrichTier.NAME),
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                StreamsConfig.EXACTLY_ONCE_V2,
                StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG,
                StreamsConfig.NO_OPTIMIZATION));
        // With the other one, Streams makes the consumer itself, which then brings no notices.
        fixed.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
        fixed.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
        fixed.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
        return fixed;
    }
}
