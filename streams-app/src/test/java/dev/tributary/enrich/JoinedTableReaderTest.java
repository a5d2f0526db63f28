package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import dev.tributary.metrics.AppMetrics;
import dev.tributary.tier.Closing;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.test.TestRecord;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read, and who is let go on when. */
class JoinedTableReaderTest {

    private static final TopicPartition FIRST = new TopicPartition("app-users", 0);
    private static final TopicPartition SECOND = new TopicPartition("app-users", 1);
    private static final byte[] MARK = Utils.utf8("tributary.users");

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final RowSerde rows = TestRows.serde(TestRows.USERS);
    private final AppMetrics metrics = new AppMetrics();
    private final List<Throwable> failures = new ArrayList<>();

    @TempDir
    private Path directory;

    private SharedTable table;
    private JoinedTableReader reader;
    private final AtomicInteger definitionsWritten = new AtomicInteger();
    private final DefinitionRecord definition = new DefinitionRecord(
            TestRows.TABLES.view(), KeyType.INTEGER, (key, value) -> definitionsWritten.incrementAndGet());
    private int told;
    private long[] ends = new long[2];
    /** What the broker answers first, before it says the ends. */
    private final Deque<CompletableFuture<long[]>> answers = new ArrayDeque<>();

    @BeforeEach
    void open() {
        JoinMemory memory = new JoinMemory(metrics);
        table = new SharedTable(TestTable.file(memory, directory, 2), TestRows.USERS, Duration.ofDays(7));
        table.addListener(() -> told++);
        Closing closing = new Closing();
        closing.onFailure(failures::add);
        reader = reader(closing);
        consumer.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
        ends = new long[] {1, 1};
        reader.begin();
        add(FIRST, 0, MARK, MARK);
        add(SECOND, 0, MARK, MARK);
    }

    @AfterEach
    void close() {
        table.close();
        metrics.close();
    }

    @Test
    void whoWaitsGoesOnWhenEverythingIsHereThatWasCommitted() {
        ends = new long[] {2, 1};
        CaughtUp caughtUp = reader.caughtUp();
        read();
        assertThat(caughtUp.isReached()).isFalse();

        add(FIRST, 1, key(7), user(7, "Ada"));
        read();

        assertThat(caughtUp.isReached()).isTrue();
        assertThat(table.size()).isEqualTo(1);
        assertThat(told).as("of the row, and that nobody waits any more").isGreaterThanOrEqualTo(2);
    }

    /** A poll lasts until something comes, and on a quiet topic nothing does. */
    @Test
    void whoIsCaughtUpAlreadyDoesNotWaitForAPoll() {
        read();
        CaughtUp caughtUp = reader.caughtUp();
        boolean[] before = new boolean[1];
        consumer.schedulePollTask(() -> before[0] = caughtUp.isReached());

        read();

        assertThat(before[0]).isTrue();
    }

    /** Whatever is committed later is not waited for: the task that waits may be the one that commits it. */
    @Test
    void whatComesLaterIsNotWaitedFor() {
        CaughtUp caughtUp = reader.caughtUp();
        read();
        ends = new long[] {9, 9};

        read();
        assertThat(caughtUp.isReached()).isTrue();
        assertThat(reader.caughtUp().isReached()).isFalse();
    }

    /** The last record of a partition is followed by what ended its transaction. */
    @Test
    void theEndIsAPositionAndNoRecord() {
        ends = new long[] {3, 1};
        CaughtUp caughtUp = reader.caughtUp();
        add(FIRST, 1, key(7), user(7, "Ada"));
        read();
        assertThat(caughtUp.isReached()).isFalse();

        consumer.seek(FIRST, 3);
        read();
        assertThat(caughtUp.isReached()).isTrue();
    }

    @Test
    void aTopicWithoutItsMarkIsRefused() {
        JoinedTableReader other = reader(new Closing());
        consumer.seek(FIRST, 1);
        ends = new long[] {1, 1};
        CaughtUp unused = other.caughtUp();

        assertThatThrownBy(() -> {
                    try {
                        other.read();
                    } catch (WakeupException e) {
                        other.read();
                    }
                })
                .hasMessageContaining("topic app-users is not the one that the rows were written to")
                .hasMessageContaining("partition 0 does not begin with the mark")
                .hasMessageContaining("docs/operations.md");
    }

    /** No file is written: at the next start it would stand for what has been refused. */
    @Test
    void aDefinitionThatIsRefusedLeavesNoFile() throws Exception {
        add(FIRST, 1, definition.key(), DefinitionRecordTest.written(DefinitionRecordTest.TRADES));

        assertThatThrownBy(this::loaded).hasMessageContaining("has the rows of the view trades");
        assertThat(definitionsWritten).hasValue(0);
        reader.close();

        table = new SharedTable(
                TestTable.file(new JoinMemory(new AppMetrics()), directory, 2), TestRows.USERS, Duration.ofDays(7));
        assertThat(table.offsetsOfFile())
                .as("the next start takes nothing for rows of this definition")
                .containsOnly(0L);
    }

    /** The registry refused its contract, or it was stopped before that was registered. */
    @Test
    void aDefinitionThatHasNotTakenOverLeavesNoFile() throws Exception {
        loaded();
        reader.close();

        table = new SharedTable(
                TestTable.file(new JoinMemory(new AppMetrics()), directory, 2), TestRows.USERS, Duration.ofDays(7));
        assertThat(definitionsWritten).hasValue(0);
        assertThat(table.offsetsOfFile()).containsOnly(0L);
    }

    @Test
    void oneThatHasTakenOverLeavesItsFile() throws Exception {
        loaded();
        reader.takeOver();
        reader.close();

        table = new SharedTable(
                TestTable.file(new JoinMemory(new AppMetrics()), directory, 2), TestRows.USERS, Duration.ofDays(7));
        assertThat(table.offsetsOfFile()).containsOnly(1L);
    }

    /** Two topologies in one group. */
    @Test
    void stopsWhenAnotherInstanceRunsAnotherDefinition() throws Exception {
        loaded();
        assertThat(definitionsWritten).as("the contract is not registered yet").hasValue(0);
        reader.takeOver();
        assertThat(definitionsWritten).hasValue(1);
        add(FIRST, 1, definition.key(), DefinitionRecordTest.written(TestRows.TABLES.view()));
        read();
        assertThat(failures).isEmpty();

        add(FIRST, 2, definition.key(), DefinitionRecordTest.written(DefinitionRecordTest.TRADES));
        assertThatThrownBy(this::read)
                .hasMessage(
                        "another instance runs another definition of the view (topic app-users): stop all instances,"
                                + " and start them with the same one");
    }

    /** What the application does at its start, while the reader's thread reads. */
    private void loaded() throws Exception {
        FutureTask<Void> loading = new FutureTask<>(() -> {
            reader.awaitLoaded();
            return null;
        });
        ends = new long[] {consumer.endOffsets(List.of(FIRST)).get(FIRST), 1};
        Thread.ofPlatform().start(loading);
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!loading.isDone()) {
            assertThat(System.nanoTime()).as("it is loaded").isLessThan(deadline);
            read();
        }
        try {
            loading.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** The version before this one wrote no schema ids: its rows can be read as long as the view has the same columns. */
    @Test
    void rowsWithoutASchemaAreReadIfTheirColumnsAreStillThose() {
        byte[] withoutSchema =
                HexFormat.of().parseHex("0182eae5188280f28183898506020206416461021e616461406578616d706c652e636f6d020a");
        add(FIRST, 1, MARK, JoinedTableTopic.layout(TestRows.USERS));
        add(FIRST, 2, key(1), withoutSchema);
        read();
        assertThat(failures).isEmpty();
        assertThat(table.fingerprint(Key.of(1))).isNotEqualTo(Version.NONE);

        add(FIRST, 3, MARK, JoinedTableTopic.layout(TestRows.TABLES.base().encoding()));
        read();
        assertThat(failures).isEmpty();
        add(FIRST, 4, key(1), withoutSchema);
        read();
        assertThat(failures)
                .singleElement(InstanceOfAssertFactories.THROWABLE)
                .hasStackTraceContaining("rows that were written by another version, for other columns")
                .hasStackTraceContaining("docs/operations.md");
    }

    @Test
    void aBrokerThatDoesNotAnswerIsAskedAgain() {
        answers.add(CompletableFuture.failedFuture(new TimeoutException("no answer")));
        answers.add(CompletableFuture.failedFuture(new CompletionException(new TimeoutException("no answer"))));
        CaughtUp caughtUp = reader.caughtUp();
        read();

        assertThat(caughtUp.isReached()).isTrue();
        assertThat(failures).isEmpty();
    }

    @Test
    void aBrokerThatRefusesToAnswerStopsTheTier() {
        answers.add(CompletableFuture.failedFuture(new TopicAuthorizationException("app-users")));
        CaughtUp caughtUp = reader.caughtUp();

        assertThat(failures)
                .singleElement(InstanceOfAssertFactories.THROWABLE)
                .isInstanceOf(TopicAuthorizationException.class);
        assertThatThrownBy(() -> caughtUp.await(new TaskId(0, 0))).hasMessage("the joined rows are no longer read");
    }

    /** The topic is not read again: what is before is in the file, its marks too. */
    @Test
    void goesOnFromWhereItStopped() {
        ends = new long[] {2, 1};
        CaughtUp unused = reader.caughtUp();
        add(FIRST, 1, key(7), user(7, "Ada"));
        read();
        reader.close();

        table = new SharedTable(
                TestTable.file(new JoinMemory(new AppMetrics()), directory, 2), TestRows.USERS, Duration.ofDays(7));
        JoinedTableReader next = reader(new Closing());
        assertThat(table.size()).isOne();
        assertThat(table.offsetsOfFile()).containsExactly(2L, 1L);
        next.begin();
        assertThat(consumer.position(FIRST)).isEqualTo(2);
        CaughtUp caughtUp = next.caughtUp();
        try {
            next.read();
        } catch (WakeupException e) {
            next.read();
        }
        assertThat(caughtUp.isReached()).isTrue();
    }

    /** Somebody has deleted the topic and made it again, while the application runs. */
    @Test
    void aTopicThatHasLessThanWasReadStopsTheTier() {
        read();
        consumer.setPollException(new OffsetOutOfRangeException(Map.of(FIRST, 1L)));
        ends = new long[] {9, 9};
        CaughtUp caughtUp = reader.caughtUp();

        reader.run();

        assertThat(failures)
                .singleElement(InstanceOfAssertFactories.THROWABLE)
                .hasMessageContaining("topic app-users is not the one that the rows were written to")
                .hasMessageContaining("docs/operations.md");
        assertThatThrownBy(() -> caughtUp.await(new TaskId(0, 0))).hasMessage("the joined rows are no longer read");
    }

    /** The base rows of a partition are not joined with rows that are older than those they were written with last. */
    @Test
    void noBaseRowIsJoinedBeforeTheJoinedRowsAreHere(@TempDir Path directory) throws Exception {
        try (Pipeline pipeline = new Pipeline(directory, false)) {
            byte[] lamp = pipeline.orders.insert(pipeline.orders.row(7, 1, "Lamp", 1, 2L), 20);
            FutureTask<Void> joining = new FutureTask<>(() -> pipeline.order(7L, lamp), null);
            Thread thread = Thread.ofPlatform().start(joining);
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (thread.getState() != Thread.State.TIMED_WAITING) {
                assertThat(System.nanoTime()).as("the join waits").isLessThan(deadline);
                Thread.onSpinWait();
            }
            assertThat(pipeline.written()).isEmpty();

            pipeline.firstTable.read(List.of(new TestRecord<>(key(1), user(1, "Ada"))));

            joining.get();
            assertThat(pipeline.written()).containsExactly("7: Lamp ← Ada");
        }
    }

    private JoinedTableReader reader(Closing closing) {
        return new JoinedTableReader(
                consumer,
                () -> answers.isEmpty() ? CompletableFuture.completedFuture(ends) : answers.remove(),
                new Names("users"),
                "app-users",
                definition,
                rows,
                table,
                closing,
                InstantSource.system());
    }

    private void read() {
        try {
            reader.read();
        } catch (WakeupException e) {
            reader.read();
        }
    }

    private void add(TopicPartition partition, long offset, byte[] key, byte[] value) {
        consumer.updateEndOffsets(Map.of(partition, offset + 1));
        consumer.addRecord(new ConsumerRecord<>(partition.topic(), partition.partition(), offset, key, value));
    }

    private static byte[] key(long id) {
        return ByteBuffer.allocate(Long.BYTES).putLong(id).array();
    }

    private byte[] user(long id, String name) {
        return rows.serializer().serialize("app-users", new Row(TestRows.user(id, name, null, 1L), new Version(1, 10)));
    }
}
