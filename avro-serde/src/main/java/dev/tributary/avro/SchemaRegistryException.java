package dev.tributary.avro;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * The registry refused a request or gave an answer that is none of its API; asking again gives the same. The message
 * says which key to look at and never contains a secret.
 */
public final class SchemaRegistryException extends SerializationException {

    public SchemaRegistryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    SchemaRegistryException onTopic(String topic) {
        return new SchemaRegistryException("Topic " + topic + ": " + getMessage(), this);
    }
}
