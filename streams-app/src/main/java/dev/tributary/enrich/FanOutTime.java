package dev.tributary.enrich;

import java.util.concurrent.TimeUnit;

/**
 * How long a stream thread may spend on fan-outs before it turns to its other work. What its partitions spend together
 * within a period is bounded; one that comes when all is spent still gets a little, so that each goes forward.
 */
final class FanOutTime {

    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(30);
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final ThreadLocal<FanOutTime> OF_THREAD = ThreadLocal.withInitial(FanOutTime::new);

    private long periodStart;
    private long spent;

    private FanOutTime() {}

    static FanOutTime ofThisThread() {
        return OF_THREAD.get();
    }

    Slice begin() {
        long now = System.nanoTime();
        if (now - periodStart > PERIOD_NANOS) {
            periodStart = now;
            spent = 0;
        }
        return new Slice(now, now + Math.max(LEAST_NANOS, SLICE_NANOS - spent));
    }

    /** Time that is spent from its beginning until it is closed. */
    final class Slice implements AutoCloseable {
        private final long start;
        private final long end;

        private Slice(long start, long end) {
            this.start = start;
            this.end = end;
        }

        boolean hasTime() {
            return System.nanoTime() - end < 0;
        }

        @Override
        public void close() {
            spent += System.nanoTime() - start;
        }
    }
}
