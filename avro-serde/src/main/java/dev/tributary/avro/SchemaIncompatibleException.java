package dev.tributary.avro;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Two schemas, or a value and its schema, do not fit: the reader's schema cannot be resolved against the writer's, the
 * registry refused a registration (409, 422), or a value is not what its schema says.
 */
public final class SchemaIncompatibleException extends SerializationException {

    public SchemaIncompatibleException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    SchemaIncompatibleException onTopic(String topic) {
        return new SchemaIncompatibleException("Topic " + topic + ": " + getMessage(), this);
    }
}
