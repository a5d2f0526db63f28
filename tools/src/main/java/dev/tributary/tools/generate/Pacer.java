package dev.tributary.tools.generate;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Spreads changes evenly over time. Change number n is due n/rate seconds after the start, so rounding does not add up;
 * after a stall the schedule is moved, so that no backlog comes out in a burst.
 */
final class Pacer {

    private static final long MAX_BACKLOG_NANOS = Duration.ofMillis(250).toNanos();

    /** Waits, and says whether to go on. */
    interface Waiter {
        boolean waitNanos(long nanos);
    }

    private final int rate;
    private final LongSupplier nanoTime;
    private final Waiter waiter;
    private long start;
    private long scheduled;

    /** @param rate changes per second; 0 for no limit */
    Pacer(int rate, LongSupplier nanoTime, Waiter waiter) {
        this.rate = rate;
        this.nanoTime = nanoTime;
        this.waiter = waiter;
        this.start = nanoTime.getAsLong();
    }

    /** Waits until so many changes are due; false if there is no need for them any more. */
    boolean await(int changes) {
        if (rate == 0) {
            return waiter.waitNanos(0);
        }
        return waiter.waitNanos(reserve(changes));
    }

    private synchronized long reserve(int changes) {
        long now = nanoTime.getAsLong();
        long due = start + dueAfter(scheduled);
        long backlog = now - due - MAX_BACKLOG_NANOS;
        if (backlog > 0) {
            start += backlog;
            due += backlog;
        }
        scheduled += changes;
        return Math.max(0, due - now);
    }

    /** Nanoseconds; whole seconds apart, so that nothing overflows in any lifetime. */
    private long dueAfter(long changes) {
        return Duration.ofSeconds(changes / rate).toNanos() + changes % rate * 1_000_000_000L / rate;
    }

    /** Changes that were asked for but not made are made up for by others. */
    synchronized void giveBack(int changes) {
        scheduled -= changes;
    }
}
