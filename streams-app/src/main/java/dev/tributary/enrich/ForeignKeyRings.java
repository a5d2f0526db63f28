package dev.tributary.enrich;

import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import dev.tributary.offheap.CellHeap;
import dev.tributary.offheap.CellIndex;

/**
 * The rows that have the same value of one foreign key as a ring: an entry for each value that rows have, with the first of them and
 * how many there are. So it is known who refers to a row, whether or not that row has arrived.
 */
final class ForeignKeyRings {

    private static final int FIRST = 0;
    private static final int COUNT = 4;
    private static final int KEY = 8;

    private final CellHeap heap;
    private final BaseRowCells rows;
    private final int foreignKey;
    private final KeyCells keys;
    private final CellIndex rings;

    /**
     * @param foreignKey which of them
     * @param keys {@link #keys}
     * @param rings of the heap, by these keys
     */
    ForeignKeyRings(CellHeap heap, BaseRowCells rows, int foreignKey, KeyCells keys, CellIndex rings) {
        this.heap = heap;
        this.rows = rows;
        this.foreignKey = foreignKey;
        this.keys = keys;
        this.rings = rings;
    }

    static KeyCells keys(CellHeap heap, KeyType type) {
        return new KeyCells(heap, type, KEY);
    }

    CellIndex index() {
        return rings;
    }

    /** The first row in the ring of a value, or 0. */
    int first(Key value) {
        int ring = rings.find(value);
        return ring == 0 ? 0 : heap.getInt(ring, FIRST);
    }

    /** The row behind another one in its ring. */
    int next(int row) {
        return rows.next(foreignKey, row);
    }

    int count(Key value) {
        int ring = rings.find(value);
        return ring == 0 ? 0 : heap.getInt(ring, COUNT);
    }

    /** Puts a row at the end of the ring of its value, which is right before the first. */
    void add(Key value, int row) {
        int ring = rings.find(value);
        if (ring == 0) {
            ring = keys.allocate(value);
            heap.putInt(ring, FIRST, row);
            heap.putInt(ring, COUNT, 1);
            rows.link(foreignKey, row, row);
            rings.put(value, ring);
            return;
        }
        int first = heap.getInt(ring, FIRST);
        rows.link(foreignKey, rows.before(foreignKey, first), row);
        rows.link(foreignKey, row, first);
        heap.putInt(ring, COUNT, heap.getInt(ring, COUNT) + 1);
    }

    void remove(Key value, int row) {
        int ring = rings.find(value);
        int count = heap.getInt(ring, COUNT) - 1;
        if (count == 0) {
            rings.remove(value);
            heap.free(ring);
            return;
        }
        int following = next(row);
        rows.link(foreignKey, rows.before(foreignKey, row), following);
        if (heap.getInt(ring, FIRST) == row) {
            heap.putInt(ring, FIRST, following);
        }
        heap.putInt(ring, COUNT, count);
    }
}
