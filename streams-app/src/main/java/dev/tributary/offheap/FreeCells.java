package dev.tributary.offheap;

/**
 * The cells that were given back, in a list for each size. A size that has none is cut from a larger cell. Free cells are
 * not merged again: rows of a table are of much the same sizes, and what is cut off serves a smaller one.
 */
final class FreeCells {

    /** Sizes up to this, in units, have a list each; above, sizes are powers of two. */
    private static final int EXACT = 2048;

    private static final int EXACT_LOG = 11;
    private static final int LARGEST_LOG = 18;

    /** A rest smaller than this would serve nobody, so nothing is cut that leaves one. */
    private static final int SMALLEST_REST = 4;

    private final CellHeap heap;
    /** The first free cell of each size; each holds the next one in its first bytes. */
    private final int[] heads = new int[EXACT + 1 + LARGEST_LOG - EXACT_LOG];
    /** A bit for each exact size whose list is not empty. */
    private final long[] nonEmpty = new long[(EXACT >> 6) + 1];

    FreeCells(CellHeap heap) {
        this.heap = heap;
    }

    /** The size, in units, of the cell that is given to who asks for so many. */
    static int capacity(int units) {
        return units <= EXACT ? units : Integer.highestOneBit(units - 1) << 1;
    }

    /** Answers a cell of a capacity, or 0 if there is none. */
    int take(int units) {
        int list = list(units);
        if (heads[list] != 0) {
            return pop(list);
        }
        return units <= EXACT ? cut(units) : 0;
    }

    void give(int cell, int units) {
        push(cell, list(units));
    }

    /** Takes in the unused end of a segment, of any size. */
    void giveRest(int cell, int units) {
        int at = cell;
        int left = units;
        while (left > 0) {
            int piece = Math.min(left, EXACT);
            push(at, piece);
            at += piece;
            left -= piece;
        }
    }

    private int cut(int units) {
        int larger = nextNonEmpty(units + SMALLEST_REST);
        if (larger == 0) {
            return 0;
        }
        int cell = pop(larger);
        push(cell + units, larger - units);
        return cell;
    }

    private int nextNonEmpty(int from) {
        if (from > EXACT) {
            return 0;
        }
        int word = from >> 6;
        long bits = nonEmpty[word] & (-1L << (from & 63));
        while (bits == 0) {
            word++;
            if (word == nonEmpty.length) {
                return 0;
            }
            bits = nonEmpty[word];
        }
        return (word << 6) + Long.numberOfTrailingZeros(bits);
    }

    private int pop(int list) {
        int cell = heads[list];
        heads[list] = heap.getInt(cell, 0);
        if (heads[list] == 0 && list <= EXACT) {
            nonEmpty[list >> 6] &= ~(1L << (list & 63));
        }
        return cell;
    }

    private void push(int cell, int list) {
        heap.putInt(cell, 0, heads[list]);
        heads[list] = cell;
        if (list <= EXACT) {
            nonEmpty[list >> 6] |= 1L << (list & 63);
        }
    }

    private static int list(int units) {
        return units <= EXACT ? units : EXACT + Integer.numberOfTrailingZeros(units) - EXACT_LOG;
    }
}
