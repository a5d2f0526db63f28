package dev.tributary.localstack;

import org.jspecify.annotations.Nullable;

/** The stack cannot be started, or a part of it did not do what it was told; the message is for people. */
public final class StackException extends RuntimeException {

    StackException(String message) {
        super(message);
    }

    StackException(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
