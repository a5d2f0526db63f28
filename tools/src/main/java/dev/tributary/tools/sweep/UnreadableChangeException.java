package dev.tributary.tools.sweep;

/** A record that is no change event. */
final class UnreadableChangeException extends Exception {
    UnreadableChangeException(String message, Throwable cause) {
        super(message, cause);
    }

    UnreadableChangeException(String message) {
        super(message);
    }
}
