package dev.tributary.deadletter;

import org.apache.kafka.common.KafkaException;

/**
 * A record that can be decoded, and yet cannot be processed; reading it again gives the same. To be thrown before anything
 * was changed on account of the record.
 */
public abstract class UnprocessableRecordException extends KafkaException {

    private static final long serialVersionUID = 1L;

    protected UnprocessableRecordException(String message) {
        super(message);
    }
}
