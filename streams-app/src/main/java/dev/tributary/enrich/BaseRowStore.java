package dev.tributary.enrich;

import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import dev.tributary.offheap.CellHeap;
import dev.tributary.offheap.CellIndex;
import dev.tributary.tier.Closing;
import dev.tributary.tier.CommitPace;
import dev.tributary.tier.RestoreFailedException;
import dev.tributary.tier.StoreRestore;
import dev.tributary.tier.TaskRevivedException;
import dev.tributary.topics.DescribedTopic;
import dev.tributary.topics.ForeignKeys;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.jspecify.annotations.Nullable;

/**
 * The base rows of one partition: each as it was last written to the topic of the results, the rows with the same value of a foreign key,
 * and the deletions that are still remembered. A row is named by its cell, which is good until the row is put or removed.
 *
 * <p>Its changelog is the topic of the results itself: whatever is put here is written there, in the same transaction, so a
 * lost store is read back from the results (see docs/decisions/0009). Lives off the Java heap. From a clean stop to the next start it is
 * in a {@link StateFile}, and what has been written since is read from the topic. For one thread at a time.
 */
final class BaseRowStore implements StateStore {

    /** Of the cells, as {@link BaseRowCells}, {@link Deletions} and {@link ForeignKeyRings} describe them. */
    private static final int FORMAT = 2;

    /** Of any base table: the name stays, so that files are found again. */
    private static final String FILE = "orders.cells";

    /** There is none, it is not known, or it changes. */
    private static final long NO_OFFSET = -1;

    private final JoinedTables tables;
    private final JoinMemory memory;
    private final Closing tier;
    private final Duration deletedRetention;
    private final DescribedTopic topic;
    private final StoreRestore restore;
    private CellHeap heap;
    private BaseRowCells cells;
    private CellIndex rows;
    private Deletions deletions;
    /** By foreign key. */
    private List<ForeignKeyRings> rings;

    private FanOuts fanOuts;
    /** What was found last: one change looks up its row several times. */
    private @Nullable Key lastId;

    private int lastCell;
    private boolean used;
    private boolean open;
    private StateFile file;
    private boolean changed;
    /** Results that another contract wrote. Other threads read it. */
    private final AtomicLong rowsToRewrite = new AtomicLong();

    /** Of the last record that is here, and all before it; {@link #NO_OFFSET} as soon as anything changes. */
    private long offset = NO_OFFSET;

    /**
     * @param written reads back what was written to the topic of the results
     * @param tier stopped if that cannot be read; when it is being closed, the store is written to its file
     * @param deletedRetention for how long a deletion is remembered
     * @param topic of the results
     */
    @SuppressWarnings("NullAway.Init") // init() is called before anything else
    BaseRowStore(
            JoinedTables tables,
            Deserializer<WrittenResult> written,
            JoinMemory memory,
            Closing tier,
            Duration deletedRetention,
            DescribedTopic topic) {
        this.tables = tables;
        this.memory = memory;
        this.tier = tier;
        this.deletedRetention = deletedRetention;
        this.topic = topic;
        this.restore = new StoreRestore(
                Names.BASE_ROWS,
                "nobody else may write to the topic of the results; stop who does, and have the results computed anew"
                        + " (docs/operations.md)",
                tier,
                new BaseRowRestore(this, written)::restore);
    }

    @Override
    public String name() {
        return Names.BASE_ROWS;
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
        file = new StateFile(
                memory,
                context.stateDir().toPath().resolve(FILE),
                FORMAT,
                tables.view().fingerprint(),
                1,
                topic,
                InstantSource.system());
        heap = file.open();
        cells = new BaseRowCells(
                heap, tables.base().encoding(), tables.references().size());
        rows = file.index(cells.keys());
        KeyCells deleted = Deletions.keys(heap, keyType());
        deletions = new Deletions(heap, deleted, file.index(deleted), deletedRetention);
        rings = IntStream.range(0, tables.base().encoding().foreignKeys())
                .mapToObj(this::openRings)
                .toList();
        fanOuts = new FanOuts(rings, this::find);
        offset = file.offsets().getFirst() - 1;
        open = true;
        context.register(root, restore);
    }

    private ForeignKeyRings openRings(int foreignKey) {
        KeyCells keys = ForeignKeyRings.keys(heap, tables.base().encoding().foreignKeyType(foreignKey));
        return new ForeignKeyRings(heap, cells, foreignKey, keys, file.index(keys));
    }

    private void changing() {
        offset = NO_OFFSET;
        changed = true;
    }

    /**
     * A join uses the store from now on, since the state has been restored.
     *
     * @throws RestoreFailedException if it could not be restored
     */
    void beginJoin() {
        restore.requireSuccess();
    }

    /** The join uses it no more. */
    void endJoin() {
        file.noteComplete();
    }

    /** Of the base rows. */
    KeyType keyType() {
        return tables.base().encoding().keyType();
    }

    BaseRowCells cells() {
        return cells;
    }

    /** The changed rows of joined tables, and the base rows to be written again for them. */
    FanOuts fanOuts() {
        return fanOuts;
    }

    /** Of base rows. */
    Deletions deletions() {
        return deletions;
    }

    /** How many results are still as another contract wrote them. Any thread may ask. */
    long rowsToRewrite() {
        return rowsToRewrite.get();
    }

    /** How many base rows are held. */
    long size() {
        return rows.size();
    }

    /** Bytes of rows and indexes. */
    long usedBytes() {
        return heap.usedBytes();
    }

    /** The cell of a base row, or 0. */
    int find(Key id) {
        if (!id.equals(lastId)) {
            lastCell = rows.find(id);
            lastId = id;
        }
        return lastCell;
    }

    /**
     * Visits the cells of some base rows, some 600 for each bucket, and answers where the next call is to go on: 0 when all were
     * visited. Those that are put or removed between two calls may be left out or visited twice; if {@link #generation} is another
     * one then, any may have been left out.
     *
     * @param from what the last call answered; 0 to begin
     */
    int forEachFrom(int from, int buckets, IntConsumer visitor) {
        return rows.forEachFrom(from, buckets, visitor);
    }

    /** How often the index of the base rows was rebuilt. */
    int generation() {
        return rows.generation();
    }

    /** Answers the cell of the row as it is now. */
    int put(Columns row, Version version) {
        changing();
        int before = find(row.key());
        if (before != 0 && hasForeignKeysOf(before, row) && cells.overwrite(before, row, version)) {
            return before;
        }
        int cell = cells.allocate(row, version);
        if (before != 0) {
            leaveRings(before);
            noteRewritten(before);
        }
        ForeignKeys references = row.foreignKeys();
        for (int key = 0; key < references.count(); key++) {
            if (references.isPresent(key)) {
                rings.get(key).add(references.get(key), cell);
                fanOuts.added(key, references.get(key));
            }
        }
        rows.put(row.key(), cell);
        lastCell = cell;
        if (before == 0) {
            deletions.forget(row.key());
        } else {
            cells.free(before);
        }
        return cell;
    }

    /** The base row has been written with a joined row in that version, or is to be written again ({@link Version#TO_REWRITE}). */
    void setJoined(int cell, int row, long fingerprint) {
        changing();
        if (row == 0) {
            noteRewritten(cell);
            if (fingerprint == Version.TO_REWRITE) {
                rowsToRewrite.incrementAndGet();
            }
        }
        cells.setJoined(cell, row, fingerprint);
    }

    private void noteRewritten(int cell) {
        if (cells.joined(cell, 0) == Version.TO_REWRITE) {
            rowsToRewrite.decrementAndGet();
        }
    }

    void remove(Key id) {
        changing();
        int cell = find(id);
        if (cell != 0) {
            leaveRings(cell);
            noteRewritten(cell);
            rows.remove(id);
            lastCell = 0;
            cells.free(cell);
        }
    }

    /**
     * The last record of the changelog that is here, if it is known: not while this thread has anything that is not committed. Kafka
     * Streams also says how far tasks are whose transaction it is about to abort.
     */
    @Override
    public void commit(Map<TopicPartition, Long> changelogOffsets) {
        offset = NO_OFFSET;
        if (!CommitPace.ofThisThread().hasUncommitted()) {
            changelogOffsets.values().forEach(committed -> offset = committed);
        }
    }

    @Override
    @SuppressWarnings("deprecation") // every new store has to say so, until it is taken for granted
    public boolean managesOffsets() {
        return true;
    }

    /** Null if there was no file. If there was one that is of no use, before the first record: for null, Streams would report damage. */
    @Override
    public @Nullable Long committedOffset(TopicPartition partition) {
        return offset == NO_OFFSET && !file.wasUnusable() ? null : (Long) offset;
    }

    /**
     * Writes the file, if the tier is being closed, it is known what would be in it, and no result is to be rewritten, which the topic says. A task that moves to another instance is not
     * written: this thread has other tasks, and their transaction would wait.
     */
    @Override
    public void close() {
        if (!open) {
            return;
        }
        open = false;
        if (!changed) {
            file.close();
        } else if (offset >= 0 && tier.isBegun() && !restore.hasFailed() && rowsToRewrite.get() == 0) {
            List<CellIndex> indexes = new ArrayList<>(List.of(rows, deletions.index()));
            rings.forEach(ring -> indexes.add(ring.index()));
            file.closeAndWrite(List.of(offset + 1), indexes);
        } else {
            file.closeAndDelete();
        }
    }

    @Override
    public boolean persistent() {
        return true;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    private boolean hasForeignKeysOf(int cell, Columns row) {
        for (int key = 0; key < rings.size(); key++) {
            if (!cells.hasForeignKeyOf(cell, key, row)) {
                return false;
            }
        }
        return true;
    }

    private void leaveRings(int cell) {
        for (int key = 0; key < rings.size(); key++) {
            if (cells.hasForeignKey(cell, key)) {
                Key value = cells.foreignKey(cell, key);
                fanOuts.removing(key, value, cell);
                rings.get(key).remove(value, cell);
            }
        }
    }
}
