package dev.tributary.offheap;

import org.jspecify.annotations.Nullable;

/** There is no room for another cell. */
public final class CellHeapFullException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CellHeapFullException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
