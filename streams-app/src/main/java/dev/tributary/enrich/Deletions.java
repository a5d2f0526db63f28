package dev.tributary.enrich;

import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
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
 *  0  long  lsn
 *  8  long  commit time, microseconds since the epoch
 * 16  the row's key, as {@link KeyCells} has it
 * </pre>
 */
final class Deletions {

    /** How often {@link #sweep} is to be called. */
    static final Duration SWEEP_INTERVAL = Duration.ofMinutes(1);

    private static final int LSN = 0;
    private static final int COMMITTED_AT = 8;
    private static final int KEY = 16;

    /** How many buckets {@link #sweep} looks at, so that it holds up nobody: some 80,000 deletions. */
    private static final int SWEEP_BUCKETS = 128;

    /**
     * A sweep for so many deletions, however fast they come, which looks at more than them: some 5,000. So all that are remembered are
     * looked at before a third more are added, and sweeps never fall behind.
     */
    private static final int DELETIONS_A_SWEEP = 1_024;

    private static final int BUCKETS_FOR_DELETIONS = 8;

    private final CellHeap heap;
    private final KeyCells keys;
    private final CellIndex deletions;
    private final Duration retention;
    private int sinceSweep;
    /** Where the next sweep begins. */
    private int sweepFrom;

    /**
     * @param keys {@link #keys}
     * @param deletions of the heap, by these keys
     * @param retention for how long after its commit a deletion is remembered
     */
    Deletions(CellHeap heap, KeyCells keys, CellIndex deletions, Duration retention) {
        this.heap = heap;
        this.keys = keys;
        this.deletions = deletions;
        this.retention = retention;
    }

    static KeyCells keys(CellHeap heap, KeyType type) {
        return new KeyCells(heap, type, KEY);
    }

    CellIndex index() {
        return deletions;
    }

    /** The version of the row's deletion, or null if it is not remembered. */
    @Nullable Version find(Key id) {
        int cell = deletions.find(id);
        return cell == 0 ? null : new Version(heap.getLong(cell, LSN), heap.getLong(cell, COMMITTED_AT));
    }

    void remember(Key id, Version version) {
        int cell = deletions.find(id);
        if (cell == 0) {
            cell = keys.allocate(id);
            deletions.put(id, cell);
        }
        heap.putLong(cell, LSN, version.lsn());
        heap.putLong(cell, COMMITTED_AT, version.committedAtMicros());
    }

    /** The same, and forgets old ones from time to time. */
    void remember(Key id, Version version, long nowMillis) {
        remember(id, version);
        sinceSweep++;
        if (sinceSweep >= DELETIONS_A_SWEEP) {
            sinceSweep = 0;
            forgetOld(nowMillis, BUCKETS_FOR_DELETIONS);
        }
    }

    /** The row is there again. */
    void forget(Key id) {
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
        List<Key> old = new ArrayList<>();
        sweepFrom = deletions.forEachFrom(sweepFrom, buckets, cell -> {
            if (heap.getLong(cell, COMMITTED_AT) < oldest) {
                old.add(keys.keyOf(cell));
            }
        });
        old.forEach(this::forget);
    }
}
