package dev.tributary.enrich;

import dev.tributary.definition.key.Key;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/**
 * The keys of the rows of a joined table that changed last, in the order of their changes: written by one thread, and read by each task
 * from where it stopped reading. A bounded ring: a task that lags so far that keys were overwritten is told so, and has to compare all
 * of its base rows.
 *
 * <p>A key is read between two looks at how many were written. The second one shows whether the place may have been overwritten
 * meanwhile: the writer fills the place of key {@code n} again only after it has published {@code n + capacity} keys.
 */
final class ChangedKeys {

    /** What {@link #read} answers where keys were lost. */
    static final long OVERRUN = -1;

    private final AtomicReferenceArray<Key> keys;
    private final int mask;
    private volatile long written;

    /** @param capacity a power of two */
    ChangedKeys(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("a capacity of " + capacity + " is no power of two");
        }
        this.keys = new AtomicReferenceArray<>(capacity);
        this.mask = capacity - 1;
    }

    /** To be called by one thread only, after the row can be read. */
    void add(Key key) {
        long count = written;
        keys.setRelease((int) count & mask, key);
        written = count + 1;
    }

    /** Where to read what is added from now on. */
    long end() {
        return written;
    }

    /**
     * Reads what was added since.
     *
     * @param from what {@link #end} or the last call answered
     * @param most so many at most
     * @return where to go on, or {@link #OVERRUN}; some keys may have been visited then
     */
    long read(long from, int most, Consumer<Key> visitor) {
        long to = Math.min(written, from + most);
        for (long at = from; at < to; at++) {
            Key key = keys.getAcquire((int) at & mask);
            if (written - at > mask) {
                return OVERRUN;
            }
            visitor.accept(key);
        }
        return to;
    }
}
