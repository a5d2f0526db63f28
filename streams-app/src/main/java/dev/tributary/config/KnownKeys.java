package dev.tributary.config;

import dev.tributary.avro.AvroSerdeConfig;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/** Every key that may be set: the application's own, Kafka Streams', its clients' with and without prefix, and the registry client's. */
final class KnownKeys {

    private static final Set<String> CONSUMERS = Set.of(
            StreamsConfig.CONSUMER_PREFIX,
            StreamsConfig.MAIN_CONSUMER_PREFIX,
            StreamsConfig.RESTORE_CONSUMER_PREFIX,
            StreamsConfig.GLOBAL_CONSUMER_PREFIX);

    private final Set<String> keys = new TreeSet<>();

    KnownKeys(Collection<String> own) {
        keys.addAll(own);
        keys.addAll(StreamsConfig.configDef().names());
        keys.addAll(AvroSerdeConfig.definition().names());
        add(AvroSerdeConfig.NAMESPACE, sslKeys());
        add("", ConsumerConfig.configNames());
        add("", ProducerConfig.configNames());
        add("", AdminClientConfig.configNames());
        CONSUMERS.forEach(prefix -> add(prefix, ConsumerConfig.configNames()));
        add(StreamsConfig.PRODUCER_PREFIX, ProducerConfig.configNames());
        add(StreamsConfig.ADMIN_CLIENT_PREFIX, AdminClientConfig.configNames());
        add(
                StreamsConfig.TOPIC_PREFIX,
                Set.of(
                        TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                        TopicConfig.COMPRESSION_TYPE_CONFIG,
                        TopicConfig.SEGMENT_BYTES_CONFIG,
                        TopicConfig.SEGMENT_MS_CONFIG,
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
                        TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG));
    }

    /** Whether the key is the application's own, and not one that is passed through. */
    static boolean isOwn(String key) {
        return key.startsWith("tributary.");
    }

    Set<String> all() {
        return Set.copyOf(keys);
    }

    /** @throws ConfigException if the key is not known */
    void require(String key, String where) {
        if (!keys.contains(key) && !key.startsWith(AbstractConfig.CONFIG_PROVIDERS_CONFIG)) {
            throw new ConfigException("unknown setting " + key + " " + where + Suggestion.among(key, keys));
        }
    }

    /** The names of Kafka's own TLS settings. */
    private static Set<String> sslKeys() {
        ConfigDef tls = new ConfigDef();
        SslConfigs.addClientSslSupport(tls);
        return tls.names();
    }

    private void add(String prefix, Set<String> names) {
        names.forEach(name -> keys.add(prefix + name));
    }
}
