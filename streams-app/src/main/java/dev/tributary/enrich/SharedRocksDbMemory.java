package dev.tributary.enrich;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * Gives all RocksDB stores of the process one block cache, from which their write buffers are counted too. By default
 * each store of each task may take about 100 MB of its own.
 *
 * <p>Streams makes one instance for each store by reflection, so what they share has to be static; it lives as long as
 * the process.
 */
public final class SharedRocksDbMemory implements RocksDBConfigSetter {

    /** Key of the bound, in bytes. */
    static final String BYTES = "tributary.rocksdb.memory.bytes";

    private static @Nullable Shared shared;

    private record Shared(Cache cache, WriteBufferManager writeBuffers) {}

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        Shared memory = shared(Long.parseLong(String.valueOf(configs.get(BYTES))));
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

    private static synchronized Shared shared(long bytes) {
        @Nullable Shared current = shared;
        if (current == null) {
            RocksDB.loadLibrary();
            Cache cache = new LRUCache(bytes, -1, false, 0.1);
            current = new Shared(cache, new WriteBufferManager(bytes / 2, cache));
            shared = current;
        }
        return current;
    }
}
