package dev.tributary.view;

import dev.tributary.config.AppConfig;
import dev.tributary.config.StreamsDefaults;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.state.HostInfo;

/** What the view tier's Kafka Streams client is configured with. */
final class ViewSettings {

    private static final String READ_COMMITTED = "read_committed";

    private static final String INTERCEPTORS =
            StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);

    private ViewSettings() {}

    static Properties of(AppConfig config, HostInfo self) {
        Map<String, Object> settings = new HashMap<>(config.passedThrough());
        StreamsDefaults.addTo(settings, defaults());
        settings.put(StreamsConfig.CLIENT_ID_CONFIG, config.clientId(ViewTier.NAME));
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, config.getString(AppConfig.VIEW_APPLICATION_ID));
        settings.put(StreamsConfig.APPLICATION_SERVER_CONFIG, self.host() + ":" + self.port());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.getInt(AppConfig.VIEW_THREADS));
        settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.getInt(AppConfig.VIEW_STANDBY_REPLICAS));
        // A record is applied at most once by its offset, which is kept beside the rows: transactions add nothing.
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        settings.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
        // Aborted results are there to be read: by the restoring consumer, too, unless it is told otherwise.
        for (String consumer : new String[] {
            StreamsConfig.CONSUMER_PREFIX, StreamsConfig.MAIN_CONSUMER_PREFIX, StreamsConfig.RESTORE_CONSUMER_PREFIX
        }) {
            settings.put(consumer + ConsumerConfig.ISOLATION_LEVEL_CONFIG, READ_COMMITTED);
        }
        settings.put(INTERCEPTORS, withOurs(settings));
        settings.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, UndecodableRecordHandler.class);
        Properties properties = new Properties();
        properties.putAll(settings);
        return properties;
    }

    private static Map<String, Object> defaults() {
        Map<String, Object> defaults = new HashMap<>();
        defaults.put(StreamsConfig.STATE_DIR_CONFIG, "tributary-state");
        // Others see by it how far this tier is; nothing else depends on it.
        defaults.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1_000);
        // An instance that is added restores its partitions first, and owns them after the next probing rebalance.
        // Kafka's default of ten minutes is for state that takes long to move.
        defaults.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, 60_000L);
        // After a crash the partitions of the lost instance are taken over when its session has expired.
        defaults.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 6_000);
        defaults.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 1_000);
        defaults.put(StreamsConfig.restoreConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 20);
        return defaults;
    }

    /** After so long without a heartbeat, others may own the partitions of an instance. */
    static Duration sessionTimeout(Properties settings) {
        Object millis = new StreamsConfig(settings)
                .getMainConsumerConfigs("unused", "unused", 0)
                .get(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG);
        return Duration.ofMillis(Long.parseLong(String.valueOf(millis)));
    }

    /** The user's interceptors, by whichever of the keys that reach the main consumer, and the one that this tier needs. */
    private static String withOurs(Map<String, Object> settings) {
        return Stream.of(
                        INTERCEPTORS,
                        StreamsConfig.consumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG),
                        ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG)
                .filter(settings::containsKey)
                .findFirst()
                .map(key -> settings.get(key) + "," + PolledOffsets.class.getName())
                .orElse(PolledOffsets.class.getName());
    }
}
