package dev.tributary.benchmarks.peers;

import dev.tributary.rocksdb.SharedRocksDbMemory;
import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;

/** Gives the RocksDB stores of a peer as much memory as the application's view has, shared by all. Made by Kafka Streams. */
public final class SharedStoreMemory implements RocksDBConfigSetter {

    private static final long BYTES = 128L << 20;

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        SharedRocksDbMemory.configure(options, (BlockBasedTableConfig) options.tableFormatConfig(), BYTES);
    }

    @Override
    public void close(String storeName, Options options) {
        // What is shared outlives every store.
    }
}
