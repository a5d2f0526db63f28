package dev.tributary.enrich;

import dev.tributary.avro.Varint;
import dev.tributary.definition.key.Key;
import dev.tributary.offheap.CellHeap;
import dev.tributary.offheap.CellIndex;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.StampedLock;
import org.apache.avro.io.BinaryData;
import org.jspecify.annotations.Nullable;

/**
 * All rows of a joined table, once for the whole process, each encoded as results carry it. {@link JoinedTableReader} writes them, the tasks of all stream
 * threads read them. Off the Java heap; from a clean stop to the next start in a {@link StateFile}.
 *
 * <p>One thread writes at a time, any may read. A read copies version and bytes of a row under a lock, so that they are of the same
 * row: a result with a new version and old bytes would be taken for current, and never be written again. (Cells are used again, and
 * an index that is being changed may lead anywhere, so a read without a lock that is validated afterwards would have to survive
 * whatever it meets.)
 *
 * <pre>
 *  0  long  fingerprint of the version
 *  8  long  commit time, microseconds since the epoch
 * 16  int   length of the columns (upper 24 bits) and of the provenance (lower 8)
 * 20  the columns, the key among them, then the two fields of the contract with its provenance
 * </pre>
 */
final class SharedTable implements AutoCloseable {

    private static final int FINGERPRINT = 0;
    private static final int COMMITTED_AT = 8;
    private static final int LENGTHS = 16;
    private static final int BODY = 20;

    /** The second branch of a union with null, in Avro binary. */
    private static final byte THERE = 2;

    /** Of the cells, as described above and by {@link Deletions}. Files of format 3 are from before the topic said for which definition it is. */
    static final int FORMAT = 4;

    /** A task that lags by more than this compares all of its base rows. */
    private static final int CHANGES_KEPT = 1 << 16;

    private final StateFile file;
    private final CellHeap heap;
    private final CellIndex rows;
    private final Deletions deletions;
    private final ChangedKeys changes = new ChangedKeys(CHANGES_KEPT);
    private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();
    private final StampedLock lock = new StampedLock();

    /**
     * What was written last of a row.
     *
     * @param columns null if the row is deleted
     * @param version of the row, or of its deletion
     */
    record Known(@Nullable Columns columns, Version version) {}

    /**
     * @param file that the rows are in while the process is away; not opened yet
     * @param encoding of their columns
     * @param deletedRetention for how long the deletion of a row is remembered
     */
    SharedTable(StateFile file, RowEncoding encoding, Duration deletedRetention) {
        this.file = file;
        this.heap = file.open();
        this.rows = file.index(encoding.keys(heap, BODY));
        KeyCells deleted = Deletions.keys(heap, encoding.keyType());
        this.deletions = new Deletions(heap, deleted, file.index(deleted), deletedRetention);
    }

    /** Copies a row, or that there is none. */
    void read(Key id, JoinedRow into) {
        long stamp = lock.readLock();
        try {
            copy(rows.find(id), into);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    /**
     * Reads a row back, or the deletion if it is remembered.
     *
     * @param buffer what it is read through
     */
    @Nullable Known known(Key id, JoinedRow buffer) {
        long stamp = lock.readLock();
        try {
            int cell = rows.find(id);
            if (cell == 0) {
                @Nullable Version deletion = deletions.find(id);
                return deletion == null ? null : new Known(null, deletion);
            }
            copy(cell, buffer);
        } finally {
            lock.unlockRead(stamp);
        }
        return buffer.decode();
    }

    private void copy(int cell, JoinedRow into) {
        if (cell == 0) {
            into.clear();
            return;
        }
        int lengths = heap.getInt(cell, LENGTHS);
        int columns = lengths >>> 8;
        int provenance = lengths & 0xff;
        byte[] bytes =
                into.fill(heap.getLong(cell, FINGERPRINT), heap.getLong(cell, COMMITTED_AT), columns, provenance);
        heap.read(cell, BODY, bytes, 0, columns + provenance);
    }

    /** The fingerprint of the row's version; {@link Version#NONE} for no row. */
    long fingerprint(Key id) {
        long stamp = lock.readLock();
        try {
            int cell = rows.find(id);
            return cell == 0 ? Version.NONE : heap.getLong(cell, FINGERPRINT);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    /** The keys of the rows that have changed. */
    ChangedKeys changes() {
        return changes;
    }

    /** Has an action performed, by the thread that writes, whenever there is something new to know here. It must not block. */
    void addListener(Runnable listener) {
        listeners.add(listener);
    }

    void removeListener(Runnable listener) {
        listeners.remove(listener);
    }

    void notifyListeners() {
        listeners.forEach(Runnable::run);
    }

    /** Takes over a row as it is now, and then adds its key to {@link #changes}. */
    void put(Key id, Row row) {
        int columnsLength = row.columns().encoded().length;
        byte[] bytes = encode(row);
        if (bytes.length > CellHeap.maxCellBytes() - BODY) {
            throw new IllegalStateException("row " + id + " has " + bytes.length
                    + " bytes, and the guard lets no row through that is so large");
        }
        // Where a cell is allocated, nobody reads. But the heap may grow for it, and readers are in it.
        long stamp = lock.writeLock();
        int cell;
        try {
            cell = heap.allocate(BODY + bytes.length);
        } finally {
            lock.unlockWrite(stamp);
        }
        heap.putLong(cell, FINGERPRINT, row.version().fingerprint());
        heap.putLong(cell, COMMITTED_AT, row.version().committedAtMicros());
        heap.putInt(cell, LENGTHS, columnsLength << 8 | (bytes.length - columnsLength));
        heap.write(cell, BODY, bytes, 0, bytes.length);
        stamp = lock.writeLock();
        try {
            int before = rows.find(id);
            rows.put(id, cell);
            if (before == 0) {
                deletions.forget(id);
            } else {
                heap.free(before);
            }
        } finally {
            lock.unlockWrite(stamp);
        }
        changes.add(id);
    }

    /**
     * Takes over that a row is deleted, and then adds its key to {@link #changes}.
     *
     * @param deletion null if it is not known
     */
    void remove(Key id, @Nullable Version deletion, long nowMillis) {
        long stamp = lock.writeLock();
        try {
            int before = rows.find(id);
            if (before != 0) {
                rows.remove(id);
                heap.free(before);
            }
            if (deletion != null) {
                deletions.remember(id, deletion, nowMillis);
            }
        } finally {
            lock.unlockWrite(stamp);
        }
        changes.add(id);
    }

    /** Forgets old deletions; to be called again and again. */
    void sweepDeletions(long nowMillis) {
        long stamp = lock.writeLock();
        try {
            deletions.sweep(nowMillis);
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    long rememberedDeletions() {
        long stamp = lock.readLock();
        try {
            return deletions.size();
        } finally {
            lock.unlockRead(stamp);
        }
    }

    long size() {
        long stamp = lock.readLock();
        try {
            return rows.size();
        } finally {
            lock.unlockRead(stamp);
        }
    }

    /** Up to where the rows were read that were in the file, by partition: the offset of what comes next. */
    List<Long> offsetsOfFile() {
        return file.offsets();
    }

    /**
     * Writes the rows to their file, and releases the memory; nobody may read any more. A thread that did not stop in time and still
     * does fails: under the lock, since to touch memory that is released would end the process.
     *
     * @param offsets that they are at, by partition
     * @param complete whether they were ever as new as the topic
     */
    void closeAndWrite(List<Long> offsets, boolean complete) {
        long stamp = lock.writeLock();
        try {
            if (complete) {
                file.noteComplete();
            }
            file.closeAndWrite(offsets, List.of(rows, deletions.index()));
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    /** Releases the memory in the same way, and keeps no file. */
    @Override
    public void close() {
        long stamp = lock.writeLock();
        try {
            file.closeAndDelete();
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    /** The columns, and a version that is there. */
    private static byte[] encode(Row row) {
        byte[] columns = row.columns().encoded();
        byte[] bytes = new byte[columns.length + 2 * (1 + Varint.LONG_BYTES)];
        System.arraycopy(columns, 0, bytes, 0, columns.length);
        int at = columns.length;
        at = encode(row.version().lsn(), bytes, at);
        at = encode(row.version().committedAtMicros(), bytes, at);
        return Arrays.copyOf(bytes, at);
    }

    private static int encode(long number, byte[] to, int at) {
        to[at] = THERE;
        return at + 1 + BinaryData.encodeLong(number, to, at + 1);
    }
}
