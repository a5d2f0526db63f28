package dev.tributary.enrich;

import org.apache.kafka.common.KafkaException;

/** A record that can be decoded, and yet cannot be a change of a row. Reading it again gives the same. */
final class BrokenChangeException extends KafkaException {

    private static final long serialVersionUID = 1L;

    BrokenChangeException(String message) {
        super(message);
    }
}
