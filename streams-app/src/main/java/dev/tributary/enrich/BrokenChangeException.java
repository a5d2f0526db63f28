package dev.tributary.enrich;

import dev.tributary.deadletter.UnprocessableRecordException;

/** A record that can be decoded, and yet cannot be a change of a row. Reading it again gives the same. */
final class BrokenChangeException extends UnprocessableRecordException {

    private static final long serialVersionUID = 1L;

    BrokenChangeException(String message) {
        super(message);
    }
}
