package dev.tributary.avro;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * The registry answered, and it does not have the schema id, subject or version that was asked for.
 *
 * <p>For a payload this usually means that it was written against another registry, or that it is not Avro at all
 * and merely starts with byte 0. A 404 that does not carry one of the registry's own error codes (40401 to 40403) is
 * not this but a {@link SchemaRegistryException}: a wrong base URL must not look like bad data.
 */
public final class UnknownSchemaException extends SerializationException {

    public UnknownSchemaException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    UnknownSchemaException onTopic(String topic) {
        return new UnknownSchemaException("Topic " + topic + ": " + getMessage(), this);
    }
}
