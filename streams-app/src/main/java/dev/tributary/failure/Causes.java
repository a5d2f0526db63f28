package dev.tributary.failure;

import java.util.Optional;

/** The chain of causes behind a failure. */
public final class Causes {

    private Causes() {}

    /** The first of a kind, the failure itself included. */
    public static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> kind) {
        for (Throwable current = failure; current != null; current = current.getCause()) {
            if (kind.isInstance(current)) {
                return Optional.of(kind.cast(current));
            }
        }
        return Optional.empty();
    }

    /** What it says, and what the innermost cause says, which is mostly the reason. */
    public static String describe(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return failure == root ? String.valueOf(failure.getMessage()) : failure.getMessage() + ": " + root.getMessage();
    }
}
