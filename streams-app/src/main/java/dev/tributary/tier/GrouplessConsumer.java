package dev.tributary.tier;

import dev.tributary.config.AppConfig;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.StreamsConfig;

/** A consumer that reads given partitions from given offsets, and commits none. */
public final class GrouplessConsumer {

    private GrouplessConsumer() {}

    /**
     * The user's settings for consumers, and what has to be so: committed records only, as bytes; an offset that is not there is an
     * error.
     *
     * @param purpose part of the client's id
     * @return to be completed
     */
    public static Map<String, Object> settings(AppConfig config, String purpose) {
        Map<String, Object> settings =
                config.clientSettings(ConsumerConfig.configNames(), StreamsConfig.CONSUMER_PREFIX, purpose);
        settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return settings;
    }
}
