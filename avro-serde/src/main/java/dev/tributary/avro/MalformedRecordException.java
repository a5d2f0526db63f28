package dev.tributary.avro;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * The payload cannot be decoded with the schema it names: truncated, corrupt, or longer than the schema says. Reading
 * it again will not help.
 */
public final class MalformedRecordException extends SerializationException {

    public MalformedRecordException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
