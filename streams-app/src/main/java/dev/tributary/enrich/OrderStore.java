package dev.tributary.enrich;

import dev.tributary.offheap.CellHeap;
import dev.tributary.offheap.CellIndex;
import dev.tributary.tier.Closing;
import dev.tributary.tier.RestoreFailedException;
import dev.tributary.tier.StoreRestore;
import dev.tributary.tier.TaskRevivedException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.jspecify.annotations.Nullable;

/**
 * The orders of one partition: each row as it was last written to {@code enriched-orders}, the orders of each user, and
 * the deletions that are still remembered. A row is named by its cell, which is good until the row is put or removed.
 *
 * <p>Its changelog is {@code enriched-orders} itself: whatever is put here is written there, in the same transaction, so a
 * lost store is read back from the results (see docs/decisions/0009). Lives off the Java heap, in
 * anonymous memory, and begins empty at each start. For one thread at a time.
 */
final class OrderStore implements StateStore {

    private static final int DELETED_ID = 0;
    private static final int DELETED_LSN = 8;
    private static final int DELETED_AT = 16;
    private static final int DELETED_BYTES = 24;

    private final JoinMemory memory;
    private final StoreRestore restore;
    private CellHeap heap;
    private OrderCells cells;
    private CellIndex orders;
    private CellIndex deleted;
    private UserRings rings;
    private FanOuts fanOuts;
    /** What was found last: one change asks for its order several times. */
    private long lastId;

    private int lastCell;
    private boolean lastKnown;
    /** Where the next sweep of the deletions begins. */
    private int sweepFrom;

    private boolean used;
    private boolean open;

    /**
     * @param written reads back what was written to {@code enriched-orders}
     * @param tier stopped if that cannot be read
     */
    @SuppressWarnings("NullAway.Init") // init() is called before anything else
    OrderStore(Deserializer<WrittenOrder> written, JoinMemory memory, Closing tier) {
        this.memory = memory;
        this.restore = new StoreRestore(
                Names.ORDERS,
                "nobody else may write to the topic of the results; stop who does, and have the results computed anew"
                        + " (docs/operations.md)",
                tier,
                new OrderRestore(this, written)::restore);
    }

    @Override
    public String name() {
        return Names.ORDERS;
    }

    /**
     * Opens the store, once.
     *
     * @throws TaskRevivedException the second time
     */
    @Override
    public void init(StateStoreContext context, StateStore root) {
        if (used) {
            throw new TaskRevivedException(context.taskId());
        }
        used = true;
        heap = memory.open(context.stateDir().toPath());
        cells = new OrderCells(heap);
        orders = new CellIndex(heap, cells::id);
        deleted = new CellIndex(heap, cell -> heap.getLong(cell, DELETED_ID));
        rings = new UserRings(heap, cells);
        fanOuts = new FanOuts(cells, rings);
        open = true;
        context.register(root, restore);
    }

    /**
     * To be called when the state has been restored, before the store is used.
     *
     * @throws RestoreFailedException if it could not be restored
     */
    void requireRestored() {
        restore.requireSuccess();
    }

    OrderCells cells() {
        return cells;
    }

    /** The users whose orders are still to be written anew. */
    FanOuts fanOuts() {
        return fanOuts;
    }

    /** How many orders are held. */
    long size() {
        return orders.size();
    }

    /** Bytes of rows and indexes. */
    long usedBytes() {
        return heap.usedBytes();
    }

    /** The cell of an order, or 0. */
    int find(long id) {
        if (id != lastId || !lastKnown) {
            lastCell = orders.find(id);
            lastId = id;
            lastKnown = true;
        }
        return lastCell;
    }

    /**
     * Visits the cells of some orders, some 600 for each bucket, and answers where the next call is to go on: 0 when all were
     * visited. Those that are put or removed between two calls may be left out or visited twice; if {@link #generation} is another
     * one then, any may have been left out.
     *
     * @param from what the last call answered; 0 to begin
     */
    int forEachFrom(int from, int buckets, IntConsumer visitor) {
        return orders.forEachFrom(from, buckets, visitor);
    }

    /** How often the orders' index was built anew. */
    int generation() {
        return orders.generation();
    }

    /** Answers the cell of the row as it is now. */
    int put(Order order, Version version) {
        int before = find(order.id());
        if (before != 0 && hasUserOf(before, order) && cells.overwrite(before, order, version)) {
            return before;
        }
        int cell = cells.allocate(order, version);
        if (before != 0) {
            leaveRing(before);
        }
        if (order.hasUser()) {
            rings.add(order.userId(), cell);
            fanOuts.added(order.userId());
        }
        orders.put(order.id(), cell);
        lastCell = cell;
        if (before != 0) {
            cells.free(before);
        }
        return cell;
    }

    void remove(long id) {
        int cell = find(id);
        if (cell != 0) {
            leaveRing(cell);
            orders.remove(id);
            lastCell = 0;
            cells.free(cell);
        }
    }

    @Nullable Version deletion(long id) {
        int cell = deleted.find(id);
        return cell == 0 ? null : new Version(heap.getLong(cell, DELETED_LSN), heap.getLong(cell, DELETED_AT));
    }

    void rememberDeletion(long id, Version version) {
        int cell = deleted.find(id);
        if (cell == 0) {
            cell = heap.allocate(DELETED_BYTES);
            heap.putLong(cell, DELETED_ID, id);
            deleted.put(id, cell);
        }
        heap.putLong(cell, DELETED_LSN, version.lsn());
        heap.putLong(cell, DELETED_AT, version.committedAtMicros());
    }

    void forgetDeletion(long id) {
        int cell = deleted.find(id);
        if (cell != 0) {
            deleted.remove(id);
            heap.free(cell);
        }
    }

    long rememberedDeletions() {
        return deleted.size();
    }

    /**
     * Forgets old deletions among some of those that are remembered; the next call goes on with others.
     *
     * @param buckets how much to look at, of some 600 deletions each
     */
    void forgetDeletionsBefore(long committedAtMicros, int buckets) {
        List<Long> old = new ArrayList<>();
        sweepFrom = deleted.forEachFrom(sweepFrom, buckets, cell -> {
            if (heap.getLong(cell, DELETED_AT) < committedAtMicros) {
                old.add(heap.getLong(cell, DELETED_ID));
            }
        });
        old.forEach(this::forgetDeletion);
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            memory.close(heap);
        }
    }

    /** What is held here is held in no other place but the changelog. */
    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    /** Whether the row in the cell is of the same user, or of none like it. */
    boolean hasUserOf(int cell, Order order) {
        return cells.hasUser(cell) == order.hasUser() && (!order.hasUser() || cells.userId(cell) == order.userId());
    }

    private void leaveRing(int cell) {
        if (cells.hasUser(cell)) {
            long userId = cells.userId(cell);
            fanOuts.removing(userId, cell);
            rings.remove(userId, cell);
        }
    }
}
