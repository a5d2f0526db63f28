package dev.tributary.avro;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;

/**
 * All that tells one registry client from another; equal settings share one. Secrets are held as Kafka's
 * {@link org.apache.kafka.common.config.types.Password}, which does not print them.
 *
 * @param retryWait    the longest wait before the first retry
 * @param maxRetryWait the longest wait before any retry
 * @param cacheBound   entries in each cache
 * @param tls          parsed {@code ssl.*} settings; empty for the JVM's own
 */
record RegistrySettings(
        List<Endpoint> endpoints,
        int maxRetries,
        Duration retryWait,
        Duration maxRetryWait,
        Duration connectTimeout,
        Duration readTimeout,
        int cacheBound,
        boolean normalize,
        Map<String, Object> tls) {

    static RegistrySettings from(AvroSerdeConfig config) {
        List<String> urls = config.getList(AvroSerdeConfig.URL);
        if (urls.isEmpty()) {
            throw new ConfigException("Missing required configuration " + AvroSerdeConfig.URL);
        }
        return new RegistrySettings(
                urls.stream()
                        .map(url -> new Endpoint(Endpoint.base(url), Authorization.of(config, url)))
                        .toList(),
                config.getInt(AvroSerdeConfig.MAX_RETRIES),
                Duration.ofMillis(config.getInt(AvroSerdeConfig.RETRIES_WAIT_MS)),
                Duration.ofMillis(config.getInt(AvroSerdeConfig.RETRIES_MAX_WAIT_MS)),
                Duration.ofMillis(config.getInt(AvroSerdeConfig.HTTP_CONNECT_TIMEOUT_MS)),
                Duration.ofMillis(config.getInt(AvroSerdeConfig.HTTP_READ_TIMEOUT_MS)),
                config.getInt(AvroSerdeConfig.MAX_SCHEMAS),
                config.getBoolean(AvroSerdeConfig.NORMALIZE),
                RegistryTls.settings(config));
    }

    boolean sendsCredentials() {
        return endpoints.stream().anyMatch(endpoint -> endpoint.authorization().isPresent());
    }
}
