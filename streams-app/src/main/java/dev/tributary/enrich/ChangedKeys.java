package dev.tributary.enrich;

import dev.tributary.definition.key.Key;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/**
 * The ids of the users that changed last, in order: written by one thread, and read by each task from where it stopped reading. A
 * bounded ring: who has not read for so long that ids were overwritten is told so, and has to look at everything.
 *
 * <p>An id is read between two looks at how many were written. The second one shows whether the place may have been overwritten
 * meanwhile: the writer fills the place of id {@code n} anew only after it has published {@code n + capacity} ids.
 */
final class ChangedKeys {

    /** What {@link #read} answers where ids were lost. */
    static final long OVERRUN = -1;

    private final AtomicReferenceArray<Key> ids;
    private final int mask;
    private volatile long written;

    /** @param capacity a power of two */
    ChangedKeys(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("a capacity of " + capacity + " is no power of two");
        }
        this.ids = new AtomicReferenceArray<>(capacity);
        this.mask = capacity - 1;
    }

    /** To be called by one thread only, after the user's row can be read. */
    void add(Key id) {
        long count = written;
        ids.setRelease((int) count & mask, id);
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
     * @return where to go on, or {@link #OVERRUN}; some ids may have been visited then
     */
    long read(long from, int most, Consumer<Key> visitor) {
        long to = Math.min(written, from + most);
        for (long at = from; at < to; at++) {
            Key id = ids.getAcquire((int) at & mask);
            if (written - at > mask) {
                return OVERRUN;
            }
            visitor.accept(id);
        }
        return to;
    }
}
