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
    private final BaseRowCells orders;
    private final int foreignKey;
    private final KeyCells keys;
    private final CellIndex rings;

    /**
     * @param foreignKey which of them
     * @param keys {@link #keys}
     * @param rings of the heap, by these keys
     */
    ForeignKeyRings(CellHeap heap, BaseRowCells orders, int foreignKey, KeyCells keys, CellIndex rings) {
        this.heap = heap;
        this.orders = orders;
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

    /** The first order in the user's ring, or 0. */
    int first(Key userId) {
        int ring = rings.find(userId);
        return ring == 0 ? 0 : heap.getInt(ring, FIRST);
    }

    /** The order behind another one in its ring. */
    int next(int order) {
        return orders.next(foreignKey, order);
    }

    int count(Key userId) {
        int ring = rings.find(userId);
        return ring == 0 ? 0 : heap.getInt(ring, COUNT);
    }

    /** Puts an order at the end of its user's ring, which is right before the first. */
    void add(Key userId, int order) {
        int ring = rings.find(userId);
        if (ring == 0) {
            ring = keys.allocate(userId);
            heap.putInt(ring, FIRST, order);
            heap.putInt(ring, COUNT, 1);
            orders.link(foreignKey, order, order);
            rings.put(userId, ring);
            return;
        }
        int first = heap.getInt(ring, FIRST);
        orders.link(foreignKey, orders.before(foreignKey, first), order);
        orders.link(foreignKey, order, first);
        heap.putInt(ring, COUNT, heap.getInt(ring, COUNT) + 1);
    }

    void remove(Key userId, int order) {
        int ring = rings.find(userId);
        int count = heap.getInt(ring, COUNT) - 1;
        if (count == 0) {
            rings.remove(userId);
            heap.free(ring);
            return;
        }
        int following = next(order);
        orders.link(foreignKey, orders.before(foreignKey, order), following);
        if (heap.getInt(ring, FIRST) == order) {
            heap.putInt(ring, FIRST, following);
        }
        heap.putInt(ring, COUNT, count);
    }
}
