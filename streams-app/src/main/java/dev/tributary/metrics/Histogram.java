package dev.tributary.metrics;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many durations were not longer than each of some bounds, since the start of the process. Safe for use by several
 * threads.
 */
public final class Histogram {

    private final long[] boundNanos;
    private final LongAdder[] counts;
    private final LongAdder sumNanos = new LongAdder();

    /** @param bounds in seconds, ascending; what is longer than the last one counts too */
    Histogram(double... bounds) {
        boundNanos = new long[bounds.length];
        counts = new LongAdder[bounds.length + 1];
        for (int i = 0; i < bounds.length; i++) {
            boundNanos[i] = Math.round(bounds[i] * TimeUnit.SECONDS.toNanos(1));
            if (i > 0 && boundNanos[i] <= boundNanos[i - 1]) {
                throw new IllegalArgumentException("bounds must ascend: " + bounds[i - 1] + ", " + bounds[i]);
            }
        }
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    /** Counts one. A negative duration, between clocks that differ, counts as none at all. */
    public void record(long nanos) {
        int bucket = 0;
        while (bucket < boundNanos.length && nanos > boundNanos[bucket]) {
            bucket++;
        }
        counts[bucket].increment();
        sumNanos.add(Math.max(0, nanos));
    }

    /**
     * How many were not longer than a bound.
     *
     * @param bound its place in the list of bounds; the length of that for all of them
     */
    long upTo(int bound) {
        long sum = 0;
        for (int i = 0; i <= bound; i++) {
            sum += counts[i].sum();
        }
        return sum;
    }

    long sumMillis() {
        return TimeUnit.NANOSECONDS.toMillis(sumNanos.sum());
    }
}
