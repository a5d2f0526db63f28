package dev.tributary.enrich;

import dev.tributary.tier.Closing;
import dev.tributary.topics.DescribedTopic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.test.TestRecord;

/** A joined table of a process, read by the real reader from a topic of one partition that a test fills; in the test's own thread. */
final class TestTable implements AutoCloseable {

    private static final TopicPartition PARTITION = new TopicPartition("test-users", 0);

    /** As the broker would have it. */
    static final DescribedTopic TOPIC = new DescribedTopic(Uuid.ONE_UUID, Duration.ofDays(7), 1 << 20);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final SharedTable shared;
    private final JoinedTableReader reader;
    private final Closing closing = new Closing();
    private long end;

    TestTable(JoinMemory memory, Path directory) {
        this(TestRows.TABLES, memory, directory);
    }

    TestTable(JoinedTables tables, JoinMemory memory, Path directory) {
        this(tables, 0, memory, directory);
    }

    /** @param table which of the joined ones */
    TestTable(JoinedTables tables, int table, JoinMemory memory, Path directory) {
        ReferencedTable referenced = tables.referenced().get(table);
        Names names = Names.of(referenced.name());
        shared = new SharedTable(
                file(tables, memory, directory, names.table(), 1),
                referenced.captured().encoding(),
                Duration.ofDays(7));
        reader = new JoinedTableReader(
                consumer,
                () -> CompletableFuture.completedFuture(new long[] {end}),
                names,
                PARTITION.topic(),
                new DefinitionRecord(
                        tables.view(), referenced.captured().encoding().keyType(), (key, value) -> {}),
                TestRows.serde(referenced.captured().encoding()),
                shared,
                closing,
                InstantSource.fixed(Pipeline.NOW));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        reader.begin();
        add(new TestRecord<>(
                JoinedTableTopic.markKey(referenced.captured().encoding().keyType()), Utils.utf8("tributary.users")));
    }

    /** Where the rows of {@code users} are while the process is away. */
    static StateFile file(JoinMemory memory, Path directory, int partitions) {
        return file(TestRows.TABLES, memory, directory, "users", partitions);
    }

    private static StateFile file(JoinedTables tables, JoinMemory memory, Path directory, String name, int partitions) {
        return new StateFile(
                memory,
                directory.resolve(name + ".cells"),
                SharedTable.FORMAT,
                tables.view().fingerprint(),
                partitions,
                TOPIC,
                InstantSource.fixed(Pipeline.NOW));
    }

    JoinedTableReader reader() {
        return reader;
    }

    SharedTable shared() {
        return shared;
    }

    Closing closing() {
        return closing;
    }

    /** Appends to the topic, and has everything read. */
    void read(List<TestRecord<byte[], byte[]>> records) {
        records.forEach(this::add);
        for (int round = 0; round < 2; round++) {
            try {
                reader.read();
            } catch (WakeupException e) {
                reader.read();
            }
        }
    }

    private void add(TestRecord<byte[], byte[]> record) {
        consumer.addRecord(new ConsumerRecord<>(
                PARTITION.topic(),
                0,
                end,
                ConsumerRecord.NO_TIMESTAMP,
                TimestampType.NO_TIMESTAMP_TYPE,
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                record.key(),
                record.value(),
                record.headers(),
                Optional.empty()));
        end++;
        consumer.updateEndOffsets(Map.of(PARTITION, end));
    }

    @Override
    public void close() {
        shared.close();
    }
}
