package dev.tributary.enrich;

import dev.tributary.offheap.CellHeap;
import dev.tributary.offheap.CellIndex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are gone, each with the version of its deletion, for as long as a change from before it may still arrive. Off the Java
 * heap. For one thread at a time.
 *
 * <pre>
 *  0  long  id
 *  8  long  lsn
 * 16  long  commit time, microseconds since the epoch
 * </pre>
 */
final class Deletions {

    /** How often {@link #sweep} is to be called. */
    static final Duration SWEEP_INTERVAL = Duration.ofMinutes(1);

    private static final int ID = 0;
    private static final int LSN = 8;
    private static final int COMMITTED_AT = 16;
    private static final int BYTES = 24;

    /** How many buckets {@link #sweep} looks at, so that it holds up nobody: some 80,000 deletions. */
    private static final int SWEEP_BUCKETS = 128;

    /**
     * A sweep for so many deletions, however fast they come, which looks at more than them: some 5,000. So all that are remembered are
     * looked at before a third more are added, and sweeps never fall behind.
     */
    private static final int DELETIONS_A_SWEEP = 1_024;

    private static final int BUCKETS_FOR_DELETIONS = 8;

    private final CellHeap heap;
    private final CellIndex deletions;
    private final Duration retention;
    private int sinceSweep;
    /** Where the next sweep begins. */
    private int sweepFrom;

    /**
     * @param deletions of the heap, by {@link #keys}
     * @param retention for how long after its commit a deletion is remembered
     */
    Deletions(CellHeap heap, CellIndex deletions, Duration retention) {
        this.heap = heap;
        this.deletions = deletions;
        this.retention = retention;
    }

    static CellIndex.Keys keys(CellHeap heap) {
        return cell -> heap.getLong(cell, ID);
    }

    CellIndex index() {
        return deletions;
    }

    /** The version of the row's deletion, or null if it is not remembered. */
    @Nullable Version find(long id) {
        int cell = deletions.find(id);
        return cell == 0 ? null : new Version(heap.getLong(cell, LSN), heap.getLong(cell, COMMITTED_AT));
    }

    void remember(long id, Version version) {
        int cell = deletions.find(id);
        if (cell == 0) {
            cell = heap.allocate(BYTES);
            heap.putLong(cell, ID, id);
            deletions.put(id, cell);
        }
        heap.putLong(cell, LSN, version.lsn());
        heap.putLong(cell, COMMITTED_AT, version.committedAtMicros());
    }

    /** The same, and forgets old ones from time to time. */
    void remember(long id, Version version, long nowMillis) {
        remember(id, version);
        sinceSweep++;
        if (sinceSweep >= DELETIONS_A_SWEEP) {
            sinceSweep = 0;
            forgetOld(nowMillis, BUCKETS_FOR_DELETIONS);
        }
    }

    /** The row is there again. */
    void forget(long id) {
        if (deletions.size() == 0) {
            return;
        }
        int cell = deletions.find(id);
        if (cell != 0) {
            deletions.remove(id);
            heap.free(cell);
        }
    }

    /** Forgets old deletions among some of those that are remembered; the next call goes on with others. */
    void sweep(long nowMillis) {
        forgetOld(nowMillis, SWEEP_BUCKETS);
    }

    long size() {
        return deletions.size();
    }

    private void forgetOld(long nowMillis, int buckets) {
        long oldest = TimeUnit.MILLISECONDS.toMicros(nowMillis - retention.toMillis());
        List<Long> old = new ArrayList<>();
        sweepFrom = deletions.forEachFrom(sweepFrom, buckets, cell -> {
            if (heap.getLong(cell, COMMITTED_AT) < oldest) {
                old.add(heap.getLong(cell, ID));
            }
        });
        old.forEach(this::forget);
    }
}
