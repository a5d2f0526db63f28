package dev.tributary.avro;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * The payload does not start with byte 0: it was not written in Confluent's wire format. Reading it again will not help.
 */
public final class UnknownMagicByteException extends SerializationException {

    public UnknownMagicByteException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
