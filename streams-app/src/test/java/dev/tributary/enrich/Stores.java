package dev.tributary.enrich;

import dev.tributary.avro.SchemaRegistry;
import dev.tributary.definition.key.Key;
import dev.tributary.metrics.AppMetrics;
import dev.tributary.tier.Closing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;

/** The stores of a join without a topology around them. */
final class Stores implements AutoCloseable {

    final MockProcessorContext<Key, byte[]> context;
    final BaseRowStore baseRows;

    /** Of the table {@code users}. */
    final SharedTable shared;

    private final AppMetrics metrics = new AppMetrics();
    private final Deserializer<WrittenResult> written;

    Stores(SchemaRegistry registry, Path directory) {
        this(TestRows.TABLES, registry, directory);
    }

    /** @param tables of another view */
    Stores(JoinedTables tables, SchemaRegistry registry, Path directory) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:0");
        context = new MockProcessorContext<>(properties, new TaskId(0, 0), directory.toFile());
        JoinMemory memory = new JoinMemory(metrics);
        written = WrittenResult.deserializer(registry, tables);
        baseRows = baseRowStore(tables, registry, memory);
        shared = new SharedTable(TestTable.file(memory, directory, 1), TestRows.USERS, Duration.ofDays(7));
        baseRows.init(context.getStateStoreContext(), baseRows);
        context.addStateStore(baseRows);
    }

    /** Reads the base rows back from results. */
    void restore(List<ConsumerRecord<byte[], byte[]>> results) {
        results.forEach(new BaseRowRestore(baseRows, written)::restore);
    }

    /** A store that is not open yet. */
    static BaseRowStore baseRowStore(JoinedTables tables, SchemaRegistry registry, JoinMemory memory) {
        return new BaseRowStore(
                tables,
                WrittenResult.deserializer(registry, tables),
                memory,
                new Closing(),
                Duration.ofDays(7),
                TestTable.TOPIC);
    }

    @Override
    public void close() {
        baseRows.close();
        shared.close();
        metrics.close();
    }
}
