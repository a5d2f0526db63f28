package dev.tributary.enrich;

import java.util.concurrent.TimeUnit;

/**
 * How many orders a stream thread may write for fan-outs before it turns to its other work. Counted in orders and not in
 * time: a thread fills the producer's buffer much faster than the broker empties it, and whatever comes next has to wait
 * until it is empty.
 *
 * <p>What the partitions of a thread write together within a period is bounded; one that comes when all is given away
 * still gets a little, so that each goes forward.
 */
final class FanOutPace {

    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
    private static final int ORDERS_A_PERIOD = 4_096;
    private static final int LEAST = 64;

    private static final ThreadLocal<FanOutPace> OF_THREAD = ThreadLocal.withInitial(FanOutPace::new);

    private long periodStart = System.nanoTime();
    private int left = ORDERS_A_PERIOD;

    private FanOutPace() {}

    static FanOutPace ofThisThread() {
        return OF_THREAD.get();
    }

    /** How many orders may be written now. Half of what is left, for there may be other partitions. */
    int grant() {
        long now = System.nanoTime();
        if (now - periodStart > PERIOD_NANOS) {
            periodStart = now;
            left = ORDERS_A_PERIOD;
        }
        int granted = Math.max(LEAST, left / 2);
        left = Math.max(0, left - granted);
        return granted;
    }
}
