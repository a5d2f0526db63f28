package dev.tributary.benchmarks.peers;

import dev.tributary.rocksdb.SharedRocksDbMemory;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;

/** Gives the RocksDB stores of a peer memory that all of them share. Made by Kafka Streams. */
public final class SharedStoreMemory implements RocksDBConfigSetter {

    /** The setting that says how many bytes. */
    static final String BYTES = "benchmark.store.bytes";

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        long bytes = (Long) Objects.requireNonNull(configs.get(BYTES), BYTES);
        SharedRocksDbMemory.configure(options, (BlockBasedTableConfig) options.tableFormatConfig(), bytes);
    }

    @Override
    public void close(String storeName, Options options) {
        // What is shared outlives every store.
    }
}
