package dev.tributary.rocksdb;

import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * Gives all databases of the process one block cache, from which their write buffers are counted too. It lives as long as the
 * process.
 */
public final class SharedRocksDbMemory {

    private static final long WRITE_BUFFER_BYTES = 8L << 20;

    private static @Nullable Shared shared;

    private record Shared(LRUCache cache, WriteBufferManager writeBuffers) {}

    private SharedRocksDbMemory() {}

    /**
     * Has a database that is about to be opened take its memory from what all share.
     *
     * @param table the format of its files, which the options do not have yet
     * @param bytes the bound; what the first caller in the process says holds for all
     */
    public static void configure(Options options, BlockBasedTableConfig table, long bytes) {
        Shared memory = shared(bytes);
        table.setBlockCache(memory.cache());
        table.setCacheIndexAndFilterBlocks(true);
        table.setCacheIndexAndFilterBlocksWithHighPriority(true);
        table.setPinTopLevelIndexAndFilter(true);
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(memory.writeBuffers());
        options.setWriteBufferSize(WRITE_BUFFER_BYTES);
        options.setMaxWriteBufferNumber(2);
    }

    /** Bytes that all databases of the process hold at the moment: blocks, indexes, filters and write buffers. */
    public static synchronized long used() {
        @Nullable Shared current = shared;
        return current == null ? 0 : current.cache().getUsage();
    }

    private static synchronized Shared shared(long bytes) {
        @Nullable Shared current = shared;
        if (current == null) {
            RocksDB.loadLibrary();
            LRUCache cache = new LRUCache(bytes, -1, false, 0.1);
            current = new Shared(cache, new WriteBufferManager(bytes / 2, cache));
            shared = current;
        }
        return current;
    }
}
