package dev.tributary.config;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/** Kafka's keys that are not the user's to set, because the guarantees hang on them. */
final class ReservedKeys {

    private static final String ONE_PARTITION =
            "a result belongs to the partition of its base row, from which the state is restored";

    private static final Map<String, String> REASONS = Map.ofEntries(
            Map.entry(
                    StreamsConfig.APPLICATION_ID_CONFIG,
                    "each tier has an id of its own: set " + AppConfig.ENRICH_APPLICATION_ID + " and "
                            + AppConfig.VIEW_APPLICATION_ID),
            Map.entry(
                    StreamsConfig.APPLICATION_SERVER_CONFIG,
                    "it is where other instances reach the HTTP API: set " + AppConfig.HTTP_ADVERTISED),
            Map.entry(
                    StreamsConfig.DEFAULT_CLIENT_SUPPLIER_CONFIG,
                    "the consumers of the application tell its tasks of changed joined rows"),
            Map.entry(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, "keys are as the contract of the view says"),
            Map.entry(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, "every topic's serde is fixed by its contract"),
            Map.entry(
                    StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG,
                    "the application writes its dead letters itself: set " + AppConfig.DEAD_LETTERS_TOPIC),
            Map.entry(ProducerConfig.PARTITIONER_CLASS_CONFIG, ONE_PARTITION),
            Map.entry(StreamsConfig.producerPrefix(ProducerConfig.PARTITIONER_CLASS_CONFIG), ONE_PARTITION),
            Map.entry(ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG, ONE_PARTITION),
            Map.entry(StreamsConfig.producerPrefix(ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG), ONE_PARTITION),
            Map.entry(
                    StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG,
                    "an optimized topology may take its source topic as changelog, which can empty a store under exactly-once (KAFKA-20416)"));

    private ReservedKeys() {}

    static void check(Map<String, String> settings) {
        REASONS.forEach((key, reason) -> {
            if (settings.containsKey(key)) {
                throw new ConfigException("setting " + key + " cannot be set: " + reason);
            }
        });
        @Nullable String guarantee = settings.get(StreamsConfig.PROCESSING_GUARANTEE_CONFIG);
        if (guarantee != null && !guarantee.equals(StreamsConfig.EXACTLY_ONCE_V2)) {
            throw new ConfigException(
                    "setting processing.guarantee is " + guarantee
                            + ", and must be exactly_once_v2: without it a crash in the middle of a deletion leaves a row in the output for ever");
        }
    }
}
