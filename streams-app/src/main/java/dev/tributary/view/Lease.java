package dev.tributary.view;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * For how long what a reader of the topic has may be served: until a fixed time after the last moment as of which it was
 * known to be current. That moment is when the broker was asked for the end of the topic, and not when it answered, so that
 * a process that was frozen in between learns nothing from an answer that it finds.
 *
 * <p>Evidence is that the reader had all that is before the end, or else that it went on reading between two answers: a
 * reader that works off a backlog is in contact with the broker. An answer alone is none: the reader's own connection may be
 * dead.
 *
 * <p>Safe for use by several threads.
 */
final class Lease {

    /** When the broker was asked for an end, and how far the reader was when the answer came. */
    private record Look(long askedNanos, long reached) {}

    private final long termNanos;
    private final LongSupplier nanoClock;
    private @Nullable Look last;
    private volatile @Nullable Long from;

    /** @param nanoClock goes on while the process is stopped: {@link System#nanoTime} */
    Lease(Duration term, LongSupplier nanoClock) {
        this.termNanos = term.toNanos();
        this.nanoClock = nanoClock;
    }

    /** Whether the reader is known to have been current not longer ago than the term. */
    boolean isValid() {
        @Nullable Long start = from;
        return start != null && nanoClock.getAsLong() - start < termNanos;
    }

    /** The reader was current at that time. */
    synchronized void renew(long asOfNanos) {
        @Nullable Long start = from;
        if (start == null || asOfNanos - start > 0) {
            from = asOfNanos;
        }
    }

    /**
     * The broker has answered where the topic ends.
     *
     * @param askedNanos when it was asked
     * @param end offset that comes next
     * @param reached offset up to which the reader has the topic now
     */
    synchronized void observe(long askedNanos, long end, long reached) {
        @Nullable Look before = last;
        if (reached >= end - 1) {
            renew(askedNanos);
        } else if (before != null && reached > before.reached()) {
            renew(before.askedNanos());
        }
        last = new Look(askedNanos, reached);
    }

    /** What was known is of another reader. */
    synchronized void reset() {
        last = null;
        from = null;
    }
}
