package dev.tributary.benchmarks.flink;

/** The command line cannot be used; the message says why in one line. */
final class BadOptionException extends RuntimeException {

    BadOptionException(String message) {
        super(message);
    }
}
