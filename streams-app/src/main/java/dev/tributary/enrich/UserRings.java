package dev.tributary.enrich;

import dev.tributary.offheap.CellHeap;
import dev.tributary.offheap.CellIndex;

/**
 * The rows that have the same value of one foreign key as a ring: an entry for each value that rows have, with the first of them and
 * how many there are. So it is known who refers to a row, whether or not that row has arrived.
 */
final class UserRings {

    private static final int USER_ID = 0;
    private static final int FIRST = 8;
    private static final int COUNT = 12;
    private static final int BYTES = 16;

    private final CellHeap heap;
    private final OrderCells orders;
    private final int foreignKey;
    private final CellIndex rings;

    /**
     * @param foreignKey which of them
     * @param rings of the heap, by {@link #keys}
     */
    UserRings(CellHeap heap, OrderCells orders, int foreignKey, CellIndex rings) {
        this.heap = heap;
        this.orders = orders;
        this.foreignKey = foreignKey;
        this.rings = rings;
    }

    static CellIndex.Keys keys(CellHeap heap) {
        return ring -> heap.getLong(ring, USER_ID);
    }

    CellIndex index() {
        return rings;
    }

    /** The first order in the user's ring, or 0. */
    int first(long userId) {
        int ring = rings.find(userId);
        return ring == 0 ? 0 : heap.getInt(ring, FIRST);
    }

    /** The order behind another one in its ring. */
    int next(int order) {
        return orders.next(foreignKey, order);
    }

    int count(long userId) {
        int ring = rings.find(userId);
        return ring == 0 ? 0 : heap.getInt(ring, COUNT);
    }

    /** Puts an order at the end of its user's ring, which is right before the first. */
    void add(long userId, int order) {
        int ring = rings.find(userId);
        if (ring == 0) {
            ring = heap.allocate(BYTES);
            heap.putLong(ring, USER_ID, userId);
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

    void remove(long userId, int order) {
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
