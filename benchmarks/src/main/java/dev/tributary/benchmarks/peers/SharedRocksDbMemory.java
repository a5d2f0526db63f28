package dev.tributary.benchmarks.peers;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/** One block cache of 128 MB for all stores, write buffers included, as the application has. */
public final class SharedRocksDbMemory implements RocksDBConfigSetter {

    private static final long BYTES = 128L << 20;

    private static @Nullable Shared shared;

    private record Shared(Cache cache, WriteBufferManager writeBuffers) {}

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        Shared memory = shared();
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(memory.cache());
        table.setCacheIndexAndFilterBlocks(true);
        table.setCacheIndexAndFilterBlocksWithHighPriority(true);
        table.setPinTopLevelIndexAndFilter(true);
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(memory.writeBuffers());
        options.setWriteBufferSize(8L << 20);
        options.setMaxWriteBufferNumber(2);
    }

    @Override
    public void close(String storeName, Options options) {
        // What is shared outlives every store.
    }

    private static synchronized Shared shared() {
        @Nullable Shared current = shared;
        if (current == null) {
            RocksDB.loadLibrary();
            Cache cache = new LRUCache(BYTES, -1, false, 0.1);
            current = new Shared(cache, new WriteBufferManager(BYTES / 2, cache));
            shared = current;
        }
        return current;
    }
}
