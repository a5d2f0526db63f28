package dev.tributary.avro;

import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * No registry answered within the configured retries: connection refused, timeout, 5xx, 408 or 429.
 *
 * <p>The only error of this package that says nothing about the record and can go away by itself. It is therefore not a
 * {@link org.apache.kafka.common.errors.SerializationException}, which handlers of bad data catch, but a
 * {@link RetriableException}: pause and try the same record again.
 */
public final class SchemaRegistryUnavailableException extends RetriableException {

    public SchemaRegistryUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    SchemaRegistryUnavailableException onTopic(String topic) {
        return new SchemaRegistryUnavailableException("Topic " + topic + ": " + getMessage(), this);
    }
}
