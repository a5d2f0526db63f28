package dev.tributary.benchmarks.flink;

import dev.tributary.benchmarks.flink.JoinOptions.Materialize;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.state.rocksdb.RocksDBConfigurableOptions;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.apache.flink.table.api.config.ExecutionConfigOptions;
import org.apache.flink.table.api.config.ExecutionConfigOptions.UpsertMaterialize;

/** How Flink is set up: for a machine of two cores, with what it needs to be at its best there. */
final class FlinkSettings {

    /** RocksDB's blocks and write buffers, outside of the heap, shared by all of its state. */
    private static final MemorySize ROCKSDB = MemorySize.ofMebiBytes(512);

    /** Between tasks; more than they can use at any parallelism that makes sense here. */
    private static final MemorySize NETWORK = MemorySize.ofMebiBytes(128);

    private static final long MINI_BATCH_SIZE = 5_000;

    private FlinkSettings() {}

    static Configuration from(JoinOptions options) {
        Configuration settings = new Configuration();
        settings.set(CoreOptions.DEFAULT_PARALLELISM, options.parallelism());
        settings.set(TaskManagerOptions.NUM_TASK_SLOTS, options.parallelism());
        settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, ROCKSDB);
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, NETWORK);
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, NETWORK);
        settings.set(RestOptions.BIND_PORT, "0");

        // Saves a deep copy of each record between chained operators; SQL's operators are made for it.
        settings.set(PipelineOptions.OBJECT_REUSE, true);
        // A failure is to be seen, not to be measured.
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");

        settings.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        settings.set(
                RocksDBOptions.LOCAL_DIRECTORIES,
                options.state().resolve("rocksdb").toString());
        // A new order is looked up where it is not: this saves the look into each of RocksDB's files.
        settings.set(RocksDBConfigurableOptions.USE_BLOOM_FILTER, true);
        settings.set(CoreOptions.TMP_DIRS, options.state().resolve("tmp").toString());
        settings.set(WebOptions.TMP_DIR, options.state().resolve("tmp").toString());
        settings.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        settings.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                options.state().resolve("checkpoints").toUri().toString());
        settings.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, options.checkpoint());
        settings.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);

        settings.set(
                ExecutionConfigOptions.TABLE_EXEC_SINK_UPSERT_MATERIALIZE,
                options.materialize() == Materialize.NONE ? UpsertMaterialize.NONE : UpsertMaterialize.AUTO);
        if (options.miniBatch().compareTo(Duration.ZERO) > 0) {
            settings.set(ExecutionConfigOptions.TABLE_EXEC_MINIBATCH_ENABLED, true);
            settings.set(ExecutionConfigOptions.TABLE_EXEC_MINIBATCH_ALLOW_LATENCY, options.miniBatch());
            settings.set(ExecutionConfigOptions.TABLE_EXEC_MINIBATCH_SIZE, MINI_BATCH_SIZE);
        }

        settings.addAll(Configuration.fromMap(options.settings()));
        return settings;
    }
}
