package dev.tributary.config;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.streams.StreamsConfig;

/** Defaults of this application for its Kafka Streams clients. What the user has set wins, whichever key it was set by. */
public final class StreamsDefaults {

    private static final List<String> CONSUMERS =
            List.of(StreamsConfig.MAIN_CONSUMER_PREFIX, StreamsConfig.RESTORE_CONSUMER_PREFIX);

    private StreamsDefaults() {}

    /**
     * Adds the defaults that the user has not set.
     *
     * @param settings of the user, and of a Kafka Streams client afterwards
     * @param defaults with the prefix of the one client that they are for
     */
    public static void addTo(Map<String, Object> settings, Map<String, Object> defaults) {
        defaults.forEach((key, value) -> {
            if (namesOf(key).noneMatch(settings::containsKey)) {
                settings.put(key, value);
            }
        });
    }

    /** Under which a user may have set it: with the prefix that it has here, and with those that also reach this client. */
    private static Stream<String> namesOf(String key) {
        for (String consumer : CONSUMERS) {
            if (key.startsWith(consumer)) {
                String plain = key.substring(consumer.length());
                return Stream.of(key, StreamsConfig.CONSUMER_PREFIX + plain, plain);
            }
        }
        return key.startsWith(StreamsConfig.PRODUCER_PREFIX)
                ? Stream.of(key, key.substring(StreamsConfig.PRODUCER_PREFIX.length()))
                : Stream.of(key);
    }
}
