package dev.tributary.enrich;

import java.util.HashSet;
import java.util.Set;

/**
 * How many results a stream thread may write for fan-outs before it turns to its other work. Counted in results and not in
 * time: a thread fills the producer's buffer much faster than the broker empties it, and whatever comes next has to wait
 * until it is empty.
 *
 * <p>What the partitions of a thread write together within a period is bounded. A partition gets half of what is left, and at least
 * {@value #LEAST} results in each period. A share that is smaller is not granted: the transaction would cost more than it writes. The
 * bound falls with the lag of the view's instance that owns the partition: the join writes faster than a view applies, and whoever
 * queries the view would wait for all that it has not applied.
 */
final class FanOutPace {

    private static final long PERIOD_MILLIS = 25;
    private static final int RESULTS_A_PERIOD = 4_096;
    private static final int LEAST = 64;

    /** With such a lag of the view a partition gets no more than the least. A view applies as many records in some tenths of a second. */
    private static final long FAR_BEHIND_RECORDS = 20_000;

    private static final ThreadLocal<FanOutPace> OF_THREAD = ThreadLocal.withInitial(FanOutPace::new);

    private long periodStart;
    private int given;
    /** Partitions with a grant in this period. */
    private final Set<Integer> served = new HashSet<>();

    static FanOutPace ofThisThread() {
        return OF_THREAD.get();
    }

    /**
     * How many results may be written now to a partition: half of what is left, for there may be others; none if it has to wait for the
     * next period.
     *
     * @param recordsBehind how far the view is behind that has the partition; what anybody else changes is behind as many there
     * @param nowMillis by the system's clock
     */
    int grant(int partition, long recordsBehind, long nowMillis) {
        if (nowMillis < periodStart || nowMillis - periodStart >= PERIOD_MILLIS) {
            periodStart = nowMillis;
            given = 0;
            served.clear();
        }
        boolean isFirst = served.add(partition);
        int share = (resultsAPeriod(recordsBehind) - given) / 2;
        int granted = share >= LEAST ? share : isFirst ? LEAST : 0;
        given += granted;
        return granted;
    }

    /** So many that were granted were not needed. */
    void giveBack(int results) {
        given -= results;
    }

    private static int resultsAPeriod(long recordsBehind) {
        long room = Math.max(0, FAR_BEHIND_RECORDS - recordsBehind);
        return (int) (RESULTS_A_PERIOD * room / FAR_BEHIND_RECORDS);
    }
}
