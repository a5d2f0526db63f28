package dev.tributary.offheap;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The free memory of a {@link CellHeap}, in chunks. Free neighbours are merged, so a row that grows or shrinks leaves no hole that
 * nothing can use. A list for each size up to 8 KiB, and eight for each power of two above; a chunk is taken from the list of its
 * size, or cut from the smallest one that is larger.
 *
 * <p>To merge is to touch the neighbours and theirs in the lists, which are not in the cache. So of the chunks that were freed last,
 * up to a sixteenth of the memory and not more than 4 MiB, are first kept as they are, for the next ones of their sizes; they are merged
 * before the heap grows.
 *
 * <p>Chunks do not move, so memory can still be fragmented: the worst sequence of sizes makes any such allocator need half of the
 * logarithm (to base 2) of the ratio of the sizes times what is in use (Robson, 1974). {@code CellHeapTest} has what usual
 * sequences need.
 *
 * <pre>
 *  first unit   size in units (upper 29 bits), RECENT, FREE, PREVIOUS_FREE: also of a chunk in use, whose cell begins behind it
 *  second       next chunk of the list, or 0           ┐
 *  third        the one before; not of the list's head ├ only of a free chunk
 *  last         size in units                          ┘
 * </pre>
 *
 * Behind the last chunk of a segment is a unit that is never free.
 */
final class FreeCells {

    /** The smallest chunk, in units. */
    static final int SMALLEST = 4;

    private static final int PREVIOUS_FREE = 1;
    private static final int FREE = 2;
    private static final int RECENT = 4;
    private static final int SIZE_SHIFT = 3;

    /** At most so many units are not merged at once, and at most a sixteenth of a segment's for each segment. */
    private static final int MOST_RECENT_UNITS = 1 << 20;

    /** Sizes up to this, in units, have a list each. */
    private static final int EXACT = 2048;

    private static final int EXACT_LOG = 11;
    private static final int LARGEST_LOG = 17;

    /** A power of two has eight lists. */
    private static final int STEPS_LOG = 3;

    private static final int LISTS = EXACT + 1 + ((LARGEST_LOG + 1 - EXACT_LOG) << STEPS_LOG);

    /** How many chunks of a list are looked at that may be too small. */
    private static final int LOOK = 8;

    private final CellHeap heap;
    private final int[] heads = new int[LISTS];
    /** A bit for each list that is not empty, and one for each word of these that is not 0. */
    private final long[] nonEmpty = new long[(LISTS >> 6) + 1];

    private long nonEmptyWords;
    /** The chunks that were freed last, in lists by size, each of which has only the next one. */
    private final int[] recent = new int[EXACT + 1];

    private int recentUnits;
    private int mostRecentUnits;

    FreeCells(CellHeap heap) {
        this.heap = heap;
    }

    /** Returns a chunk of at least so many units, which is now in use, or 0 if there is none. */
    int take(int units) {
        int chunk;
        if (units <= EXACT) {
            chunk = recent[units];
            if (chunk != 0) {
                recent[units] = heap.getInt(chunk, 4);
                recentUnits -= units;
                setHeader(chunk, header(chunk) & ~RECENT);
                return chunk;
            }
            chunk = heads[units];
            if (chunk == 0) {
                chunk = firstFrom(units + 1);
            }
        } else {
            chunk = search(units);
            if (chunk == 0) {
                chunk = firstFrom(list(units) + 1);
            }
        }
        if (chunk != 0) {
            int size = size(chunk);
            unlink(chunk, size);
            use(chunk, size, units);
        }
        return chunk;
    }

    /** Makes a chunk of memory that was never used. */
    void make(int chunk, int units) {
        setHeader(chunk, units << SIZE_SHIFT | (header(chunk) & PREVIOUS_FREE));
    }

    /** Frees a chunk. */
    void give(int chunk) {
        int header = header(chunk);
        if ((header & (FREE | RECENT)) != 0) {
            throw new IllegalStateException("cell " + (chunk + 1) + " is free already");
        }
        int size = header >>> SIZE_SHIFT;
        if (size <= EXACT && recentUnits + size <= mostRecentUnits) {
            setHeader(chunk, header | RECENT);
            heap.putInt(chunk, 4, recent[size]);
            recent[size] = chunk;
            recentUnits += size;
        } else {
            merge(chunk);
        }
    }

    /** Merges what was freed last. Returns whether there was any. */
    boolean mergeRecent() {
        if (recentUnits == 0) {
            return false;
        }
        for (int size = SMALLEST; size <= EXACT; size++) {
            for (int chunk = recent[size]; chunk != 0; ) {
                int next = heap.getInt(chunk, 4);
                setHeader(chunk, header(chunk) & ~RECENT);
                merge(chunk);
                chunk = next;
            }
            recent[size] = 0;
        }
        recentUnits = 0;
        return true;
    }

    /** To be called when the heap has grown. */
    void grown(int segments, int segmentUnits) {
        mostRecentUnits = (int) Math.min(MOST_RECENT_UNITS, (long) segments * segmentUnits / 16);
    }

    /** Writes which chunks are free; the chunks themselves are in the heap's memory. */
    void save(DataOutput out) throws IOException {
        mergeRecent();
        for (int head : heads) {
            out.writeInt(head);
        }
    }

    /** Takes over what {@link #save} wrote; nothing may be free yet. */
    void load(DataInput in) throws IOException {
        for (int list = 0; list < LISTS; list++) {
            heads[list] = in.readInt();
            if (heads[list] != 0) {
                nonEmpty[list >> 6] |= 1L << (list & 63);
                nonEmptyWords |= 1L << (list >> 6);
            }
        }
    }

    private void merge(int chunk) {
        int header = header(chunk);
        int size = header >>> SIZE_SHIFT;
        int start = chunk;
        int following = header(chunk + size);
        if ((following & FREE) != 0) {
            int more = following >>> SIZE_SHIFT;
            unlink(chunk + size, more);
            size += more;
        }
        if ((header & PREVIOUS_FREE) != 0) {
            int before = heap.getInt(chunk - 1, 0);
            start -= before;
            unlink(start, before);
            size += before;
        }
        push(start, size);
        setHeader(start + size, header(start + size) | PREVIOUS_FREE);
    }

    /** The size of a chunk in units. */
    int size(int chunk) {
        return header(chunk) >>> SIZE_SHIFT;
    }

    /** Uses the first units of a free chunk that is in no list; the rest, if it is large enough to be one, is a free chunk. */
    private void use(int chunk, int size, int units) {
        int rest = size - units;
        if (rest >= SMALLEST) {
            setHeader(chunk, units << SIZE_SHIFT);
            push(chunk + units, rest);
        } else {
            setHeader(chunk, size << SIZE_SHIFT);
            int following = chunk + size;
            setHeader(following, header(following) & ~PREVIOUS_FREE);
        }
    }

    /** A chunk among some of a list whose chunks are of different sizes. */
    private int search(int units) {
        int chunk = heads[list(units)];
        for (int i = 0; i < LOOK && chunk != 0; i++) {
            if (size(chunk) >= units) {
                return chunk;
            }
            chunk = heap.getInt(chunk, 4);
        }
        return 0;
    }

    /** The first chunk of the first list that is not empty, from this one on. */
    private int firstFrom(int list) {
        if (list >= LISTS) {
            return 0;
        }
        int word = list >> 6;
        long bits = nonEmpty[word] & (-1L << (list & 63));
        if (bits == 0) {
            long words = nonEmptyWords & (-2L << word);
            if (words == 0) {
                return 0;
            }
            word = Long.numberOfTrailingZeros(words);
            bits = nonEmpty[word];
        }
        return heads[(word << 6) + Long.numberOfTrailingZeros(bits)];
    }

    private void unlink(int chunk, int size) {
        int list = list(size);
        int next = heap.getInt(chunk, 4);
        if (heads[list] == chunk) {
            heads[list] = next;
            if (next == 0) {
                int word = list >> 6;
                nonEmpty[word] &= ~(1L << (list & 63));
                if (nonEmpty[word] == 0) {
                    nonEmptyWords &= ~(1L << word);
                }
            }
        } else {
            int before = heap.getInt(chunk, 8);
            heap.putInt(before, 4, next);
            if (next != 0) {
                heap.putInt(next, 8, before);
            }
        }
    }

    private void push(int chunk, int size) {
        setHeader(chunk, size << SIZE_SHIFT | FREE);
        heap.putInt(chunk + size - 1, 0, size);
        int list = list(size);
        int head = heads[list];
        heap.putInt(chunk, 4, head);
        if (head == 0) {
            int word = list >> 6;
            nonEmpty[word] |= 1L << (list & 63);
            nonEmptyWords |= 1L << word;
        } else {
            heap.putInt(head, 8, chunk);
        }
        heads[list] = chunk;
    }

    private static int list(int size) {
        if (size <= EXACT) {
            return size;
        }
        int log = 31 - Integer.numberOfLeadingZeros(size - 1);
        int step = (size - 1) >>> (log - STEPS_LOG) & ((1 << STEPS_LOG) - 1);
        return EXACT + 1 + ((log - EXACT_LOG) << STEPS_LOG) + step;
    }

    private int header(int chunk) {
        return heap.getInt(chunk, 0);
    }

    private void setHeader(int chunk, int header) {
        heap.putInt(chunk, 0, header);
    }
}
