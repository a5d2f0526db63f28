package dev.tributary.view;

import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import dev.tributary.rocksdb.SharedRocksDbMemory;
import dev.tributary.topics.ForeignKeys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of one partition in RocksDB, with an index for each foreign key and the offset that they are at. Records are written in batches, each of
 * them whole, so that after a crash as well as for a reader all of them belong together, and a record that is applied already
 * changes nothing. Nobody sees a record before {@link #write}.
 *
 * <p>Nothing is read to write a record, which would cost several times as much: the record itself says which rows it no longer refers to
 * ({@link dev.tributary.topics.PreviousForeignKeys}). Where the topic was compacted before it was read here, the record that said it may be
 * missing. So an entry of the index is a hint: it holds if the row is there and refers to that one. If not, it is passed over, and removed
 * after the next batch.
 *
 * <p>One thread writes; any number read meanwhile, but none after {@link #close}.
 */
final class ViewDatabase implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ViewDatabase.class);

    private static final int BLOCK_BYTES = 4096;
    private static final double BLOOM_BITS = 10;

    /** A batch that is as large is written at once: whoever waits for its first record does not wait for many more. */
    private static final int MOST_RECORDS_OF_BATCH = 512;

    private static final long MOST_BYTES_OF_BATCH = 1 << 20;
    private static final byte[] NOTHING = {};

    /** More are found again by the next reader. */
    private static final int MOST_PASSED_OVER = 10_000;

    private static final int REMOVED_AT_ONCE = 100;

    private record Entry(RowQuery.Reference reference, Key id) {}

    static final Duration FLUSHED_EVERY = Duration.ofSeconds(30);

    private final Path directory;
    private final KeyType keys;
    private final int foreignKeys;
    private final LongSupplier nanoClock;
    private final Options options;
    private final BloomFilter filter;
    private final WriteOptions unlogged;
    private final RocksDB rocks;
    private final WriteBatch batch;
    private int batchedRecords;
    /** Entries of the index that a reader found to be of no use. */
    private final Queue<Entry> passedOver = new ArrayBlockingQueue<>(MOST_PASSED_OVER);

    private long flushedNanos;
    private long batchedOffset;
    private volatile long offset;
    /** What was found damaged while it was read or written. */
    private volatile @Nullable ProcessorStateException damage;

    /**
     * @param memoryBytes what all databases of the process share
     * @param view whose rows are held
     */
    ViewDatabase(Path directory, long memoryBytes, ViewContract view) {
        this(directory, memoryBytes, view, System::nanoTime);
    }

    ViewDatabase(Path directory, long memoryBytes, ViewContract view, LongSupplier nanoClock) {
        this.directory = directory;
        this.keys = view.keyType();
        this.foreignKeys = view.foreignKeys().size();
        this.nanoClock = nanoClock;
        this.flushedNanos = nanoClock.getAsLong();
        this.options = new Options();
        this.filter = new BloomFilter(BLOOM_BITS);
        // What is lost with the memory is read from the topic again.
        this.unlogged = new WriteOptions().setDisableWAL(true);
        this.batch = new WriteBatch();
        try {
            BlockBasedTableConfig table = new BlockBasedTableConfig();
            table.setBlockSize(BLOCK_BYTES);
            table.setFilterPolicy(filter);
            SharedRocksDbMemory.configure(options, table, memoryBytes);
            options.setCreateIfMissing(true);
            options.setCompressionType(CompressionType.LZ4_COMPRESSION);
            this.rocks = ViewFiles.open(options, directory, view);
        } catch (RocksDBException | IOException e) {
            closeOptions();
            throw new ProcessorStateException("cannot open the view in " + directory + ": " + e.getMessage(), e);
        }
        try {
            byte @Nullable [] held = rocks.get(ViewKeys.position());
            this.offset =
                    held == null ? Position.NOTHING : ByteBuffer.wrap(held).getLong();
            this.batchedOffset = offset;
        } catch (RocksDBException e) {
            close();
            throw failed("tell how far it is", e);
        }
    }

    /** Of the record applied last, or {@link Position#NOTHING}. */
    long offset() {
        return offset;
    }

    /**
     * Adds a row to the batch.
     *
     * @param refers to which rows it refers
     * @param left those that it no longer refers to
     */
    void put(Key id, ForeignKeys refers, ForeignKeys left, byte[] value, long recordOffset) {
        if (recordOffset <= batchedOffset) {
            return;
        }
        try {
            leave(left, id);
            for (int key = 0; key < foreignKeys; key++) {
                if (refers.isPresent(key)) {
                    // Mostly it is there. To look costs several times as much as to write it again.
                    batch.put(ViewKeys.entry(key, refers.get(key), id), NOTHING);
                }
            }
            batch.put(ViewKeys.row(id), StoredRow.encode(recordOffset, refers, value));
            added(recordOffset);
        } catch (RocksDBException e) {
            throw failed("write row " + id, e);
        }
    }

    /**
     * Adds to the batch that a row is gone.
     *
     * @param left those that it referred to
     */
    void remove(Key id, ForeignKeys left, long recordOffset) {
        if (recordOffset <= batchedOffset) {
            return;
        }
        try {
            leave(left, id);
            batch.delete(ViewKeys.row(id));
            added(recordOffset);
        } catch (RocksDBException e) {
            throw failed("delete row " + id, e);
        }
    }

    private void leave(ForeignKeys left, Key id) throws RocksDBException {
        for (int key = 0; key < foreignKeys; key++) {
            if (left.isPresent(key)) {
                batch.delete(ViewKeys.entry(key, left.get(key), id));
            }
        }
    }

    private void added(long recordOffset) {
        batchedRecords++;
        batchedOffset = recordOffset;
        if (batchedRecords >= MOST_RECORDS_OF_BATCH || batch.getDataSize() >= MOST_BYTES_OF_BATCH) {
            write();
        }
    }

    /** Writes what was added: readers see it from now on. */
    void write() {
        if (batchedOffset == offset) {
            return;
        }
        try {
            batch.put(ViewKeys.position(), bytes(batchedOffset));
            rocks.write(unlogged, batch);
        } catch (RocksDBException e) {
            throw failed("write " + batchedRecords + " rows", e);
        }
        batch.clear();
        batchedRecords = 0;
        offset = batchedOffset;
        removePassedOver();
    }

    /** With nothing in the batch, which could make an entry true again. */
    private void removePassedOver() {
        try {
            for (int i = 0; i < REMOVED_AT_ONCE; i++) {
                @Nullable Entry entry = passedOver.poll();
                if (entry == null) {
                    return;
                }
                RowQuery.Reference reference = entry.reference();
                if (!isOf(rocks.get(ViewKeys.row(entry.id())), reference)) {
                    rocks.delete(unlogged, ViewKeys.entry(reference.foreignKey(), reference.key(), entry.id()));
                }
            }
        } catch (RocksDBException e) {
            throw failed("remove entries of its index", e);
        }
    }

    private static boolean isOf(byte @Nullable [] stored, RowQuery.Reference reference) {
        return stored != null && StoredRow.refersTo(stored, reference);
    }

    @Nullable ResultRow get(Key id) {
        try {
            byte @Nullable [] stored = rocks.get(ViewKeys.row(id));
            return stored == null ? null : StoredRow.decode(id, stored, foreignKeys);
        } catch (RocksDBException e) {
            throw failed("read row " + id, e);
        }
    }

    /** Up to so many rows with an id greater than {@code after}, by id. */
    List<ResultRow> rows(Optional<Key> after, int limit) {
        byte[] prefix = ViewKeys.rows();
        List<ResultRow> rows = new ArrayList<>();
        try (Slice end = new Slice(ViewKeys.endOfRows());
                ReadOptions read = new ReadOptions().setIterateUpperBound(end);
                RocksIterator entries = rocks.newIterator(read)) {
            for (begin(entries, prefix, after.map(ViewKeys::row));
                    rows.size() < limit && entries.isValid();
                    entries.next()) {
                rows.add(StoredRow.decode(ViewKeys.id(entries.key(), prefix, keys), entries.value(), foreignKeys));
            }
            entries.status();
            return rows;
        } catch (RocksDBException e) {
            throw failed("read rows", e);
        }
    }

    /** Goes to the first key with that prefix, or behind a key. */
    private static void begin(RocksIterator entries, byte[] prefix, Optional<byte[]> after) {
        byte[] from = after.orElse(prefix);
        entries.seek(from);
        if (after.isPresent() && entries.isValid() && Arrays.equals(entries.key(), from)) {
            entries.next();
        }
    }

    /** Up to so many rows that refer to another one, with an id greater than {@code after}, by id. */
    List<ResultRow> rowsOf(RowQuery.Reference reference, Optional<Key> after, int limit) {
        byte[] prefix = ViewKeys.entries(reference.foreignKey(), reference.key());
        List<ResultRow> rows = new ArrayList<>();
        Snapshot now = rocks.getSnapshot();
        try (Slice end = new Slice(ViewKeys.endOf(reference.foreignKey(), reference.key()));
                ReadOptions read = new ReadOptions().setSnapshot(now).setIterateUpperBound(end);
                RocksIterator entries = rocks.newIterator(read)) {
            for (begin(entries, prefix, after.map(id -> ViewKeys.entry(reference.foreignKey(), reference.key(), id)));
                    rows.size() < limit && entries.isValid();
                    entries.next()) {
                Key id = ViewKeys.id(entries.key(), prefix, keys);
                byte @Nullable [] stored = rocks.get(read, ViewKeys.row(id));
                if (isOf(stored, reference)) {
                    rows.add(StoredRow.decode(id, stored, foreignKeys));
                } else {
                    boolean unused = passedOver.offer(new Entry(reference, id));
                }
            }
            entries.status();
            return rows;
        } catch (RocksDBException e) {
            throw failed("read the rows that refer to " + reference, e);
        } finally {
            rocks.releaseSnapshot(now);
        }
    }

    /**
     * Keeps what Streams has committed, beside the rows and with what is written of them to disk. That is done once in a
     * while, and in the end: after a crash the rest is read from the topic again.
     *
     * @param committed what Streams wants to be told after a start, or null if that is to be forgotten
     */
    void commit(@Nullable Long committed) {
        @Nullable ProcessorStateException found = damage;
        if (found != null) {
            throw found;
        }
        write();
        try {
            if (committed == null) {
                rocks.delete(unlogged, ViewKeys.committed());
            } else if (!committed.equals(committed())) {
                rocks.put(unlogged, ViewKeys.committed(), bytes(committed));
            }
            if (nanoClock.getAsLong() - flushedNanos >= FLUSHED_EVERY.toNanos()) {
                flush();
            }
        } catch (RocksDBException e) {
            throw failed("commit", e);
        }
    }

    /** Each flush makes a file, which is merged with others later, and takes the time of the thread that applies records. */
    private void flush() throws RocksDBException {
        try (FlushOptions wait = new FlushOptions().setWaitForFlush(true)) {
            rocks.flush(wait);
        }
        flushedNanos = nanoClock.getAsLong();
    }

    /** What was committed last. */
    @Nullable Long committed() {
        try {
            byte @Nullable [] held = rocks.get(ViewKeys.committed());
            return held == null ? null : ByteBuffer.wrap(held).getLong();
        } catch (RocksDBException e) {
            throw failed("read what was committed", e);
        }
    }

    @Override
    public void close() {
        try {
            write();
            flush();
        } catch (ProcessorStateException e) {
            log.warn("{}", e.getMessage());
        } catch (RocksDBException e) {
            log.warn("{}", failed("be written to disk in the end", e).getMessage());
        }
        rocks.close();
        closeOptions();
    }

    private void closeOptions() {
        batch.close();
        unlogged.close();
        options.close();
        filter.close();
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    /** If it is damaged, whoever reads is told now, and whoever writes at the next commit: then the instance stops. */
    private ProcessorStateException failed(String what, RocksDBException cause) {
        if (!ViewFiles.isDamage(cause)) {
            return new ProcessorStateException(
                    "the view in " + directory + " cannot " + what
                            + (isFull(cause) ? ": make room there and start again, nothing is lost: " : ": ")
                            + cause.getMessage(),
                    cause);
        }
        ProcessorStateException failure = new ProcessorStateException(
                "the view in " + directory + " is damaged, and built anew at the next start: " + cause.getMessage(),
                cause);
        ViewFiles.markDamaged(directory);
        damage = failure;
        return failure;
    }

    private static boolean isFull(RocksDBException failure) {
        return String.valueOf(failure.getMessage()).contains("No space left on device");
    }
}
