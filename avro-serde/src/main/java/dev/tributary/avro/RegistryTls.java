package dev.tributary.avro;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/** {@code schema.registry.ssl.*}, understood by Kafka's own TLS machinery: key stores, trust stores and PEM. */
final class RegistryTls {

    private static final ConfigDef DEFINITION = definition();

    private RegistryTls() {}

    /**
     * The parsed settings, comparable by value; empty if there is none, which means the JVM's own trust store.
     *
     * @throws ConfigException also if host name verification is to be switched off, which the HTTP client cannot do
     */
    static Map<String, Object> settings(AvroSerdeConfig config) {
        Map<String, Object> given = config.originalsWithPrefix(AvroSerdeConfig.NAMESPACE);
        given.keySet().retainAll(DEFINITION.names());
        Object verification = given.get(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG);
        if (verification != null && !"https".equalsIgnoreCase(verification.toString())) {
            throw new ConfigException(
                    AvroSerdeConfig.NAMESPACE + SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG
                            + " must be https: the registry's host name is always verified");
        }
        given.values().removeIf(value -> value == null);
        return given.isEmpty() ? Map.of() : withoutNulls(new AbstractConfig(DEFINITION, given, false).values());
    }

    /** Reads the stores; the file names of the settings are taken as they are at this moment. */
    static Optional<SSLContext> context(Map<String, Object> settings) {
        if (settings.isEmpty()) {
            return Optional.empty();
        }
        try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
            factory.configure(settings);
            return Optional.of(factory.sslContext());
        } catch (RuntimeException e) {
            ConfigException refused = new ConfigException(
                    "Cannot use " + AvroSerdeConfig.NAMESPACE + "ssl.* for the registry: " + e.getMessage());
            refused.initCause(e);
            throw refused;
        }
    }

    private static ConfigDef definition() {
        ConfigDef keys = new ConfigDef();
        SslConfigs.addClientSslSupport(keys);
        return keys;
    }

    private static Map<String, Object> withoutNulls(Map<String, ?> values) {
        Map<String, Object> kept = new HashMap<>(values);
        kept.values().removeIf(value -> value == null);
        return Map.copyOf(kept);
    }
}
