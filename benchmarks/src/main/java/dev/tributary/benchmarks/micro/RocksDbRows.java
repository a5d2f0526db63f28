package dev.tributary.benchmarks.micro;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompactionStyle;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * A million rows of an order's size in RocksDB, with the options that Kafka Streams gives to it (RocksDBStore) but for a cache
 * that holds all of them: what the store of the join is measured beside ({@code JoinStep}).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // fill() is called before anything else
public class RocksDbRows {

    private static final int ROWS = 1_000_000;
    private static final int ROW_BYTES = 48;
    private static final long CACHE_BYTES = 256L << 20;

    private final Random random = new Random(1);
    private final byte[] key = new byte[Long.BYTES];
    private final byte[] row = new byte[ROW_BYTES];
    private Path directory = Path.of("");
    private LRUCache cache;
    private BloomFilter filter;
    private Options options;
    private WriteOptions writing;
    private RocksDB rows;

    /** Fills it, and has everything in its last place. */
    @Setup(Level.Trial)
    public void fill() throws IOException, RocksDBException {
        RocksDB.loadLibrary();
        directory = Files.createTempDirectory("rocksdb-rows");
        cache = new LRUCache(CACHE_BYTES);
        filter = new BloomFilter();
        options = new Options()
                .setCreateIfMissing(true)
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setCompactionStyle(CompactionStyle.UNIVERSAL)
                .setWriteBufferSize(16 << 20)
                .setMaxWriteBufferNumber(3)
                .setTableFormatConfig(
                        new BlockBasedTableConfig().setBlockCache(cache).setFilterPolicy(filter));
        writing = new WriteOptions().setDisableWAL(true);
        rows = RocksDB.open(options, directory.toString());
        for (int id = 1; id <= ROWS; id++) {
            put(id);
        }
        rows.compactRange();
    }

    /** Closes and deletes it. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        rows.close();
        writing.close();
        options.close();
        filter.close();
        cache.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A row is read. */
    @Benchmark
    public byte @Nullable [] rowIsRead() throws RocksDBException {
        return rows.get(keyOf(1 + random.nextInt(ROWS)));
    }

    /** A row that is not there is looked for. */
    @Benchmark
    public byte @Nullable [] rowIsMissed() throws RocksDBException {
        return rows.get(keyOf(ROWS + 1 + random.nextInt(ROWS)));
    }

    /** A row is written, without a log. */
    @Benchmark
    public int rowIsPut() throws RocksDBException {
        int id = 1 + random.nextInt(ROWS);
        put(id);
        return id;
    }

    private void put(int id) throws RocksDBException {
        ByteBuffer.wrap(row).putLong(random.nextLong());
        rows.put(writing, keyOf(id), row);
    }

    private byte[] keyOf(int id) {
        ByteBuffer.wrap(key).putLong(id);
        return key;
    }
}
