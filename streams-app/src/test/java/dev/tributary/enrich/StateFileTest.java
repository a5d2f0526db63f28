package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.definition.key.Key;
import dev.tributary.metrics.AppMetrics;
import dev.tributary.tier.Closing;
import dev.tributary.tier.CommitPace;
import dev.tributary.topics.DescribedTopic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.streams.processor.internals.RecordBatchingStateRestoreCallback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept from a clean stop to the next start, and what is not. */
class StateFileTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final DescribedTopic TOPIC = new DescribedTopic(Uuid.ONE_UUID, Duration.ofDays(10), 1 << 20);
    private static final DescribedTopic OTHER = new DescribedTopic(Uuid.randomUuid(), Duration.ofDays(10), 1 << 20);
    private static final TopicPartition PARTITION = new TopicPartition("enriched-orders", 0);
    private static final Version VERSION = new Version(5, 50);

    @TempDir
    private Path directory;

    private final AppMetrics metrics = new AppMetrics();
    private Path path;

    @BeforeEach
    void open() {
        path = directory.resolve("orders.cells");
        CommitPace.ofThisThread().committed(); // Other tests have this thread too.
    }

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void isOfAFormat() {
        write();
        assertIsNotUsed(file(2, TOPIC, NOW));
    }

    @Test
    void isOfATopic() {
        write();
        assertIsNotUsed(file(1, OTHER, NOW));
    }

    @Test
    void isOfSoManyPartitions() {
        write();
        assertIsNotUsed(file(1, 3, TOPIC, NOW));
    }

    @Test
    void isUsedAsLongAsTheTopicHasTheDeletionsSince() {
        write();
        StateFile inTime = file(1, TOPIC, NOW.plus(Duration.ofDays(9)));
        inTime.open();
        assertThat(inTime.offsets()).containsExactly(7L, 9L);
        inTime.close();

        assertIsNotUsed(file(1, TOPIC, NOW.plus(Duration.ofDays(9)).plusMillis(1)));
    }

    /** Nobody has read to the end of the topic since: it may have forgotten what was deleted before. */
    @Test
    void isNoNewerForBeingWrittenAgain() {
        write();
        Instant later = NOW.plus(Duration.ofDays(5));
        StateFile again = file(1, TOPIC, later);
        again.open();
        again.closeAndWrite(List.of(8L, 9L), List.of());

        assertIsNotUsed(file(1, TOPIC, NOW.plus(Duration.ofDays(9)).plusMillis(1)));
    }

    @Test
    void isNewerWhenAllWasRead() {
        write();
        StateFile again = file(1, TOPIC, NOW.plus(Duration.ofDays(5)));
        again.open();
        again.noteComplete();
        again.closeAndWrite(List.of(8L, 9L), List.of());

        StateFile next = file(1, TOPIC, NOW.plus(Duration.ofDays(14)));
        next.open();
        assertThat(next.offsets()).containsExactly(8L, 9L);
        next.close();
    }

    @Test
    void isNotUsedWhenItIsDamaged() throws IOException {
        write();
        byte[] bytes = Files.readAllBytes(path);
        bytes[100]++;
        Files.write(path, bytes);

        assertIsNotUsed(file(1, TOPIC, NOW));
    }

    /** Streams takes a folder with a file and without an offset for damaged. */
    @Test
    void isOfNoUseWhenItWasNotFinished() throws IOException {
        Path unfinished = Files.createFile(directory.resolve("orders.cells.unfinished"));

        assertIsNotUsed(file(1, TOPIC, NOW));
        assertThat(unfinished).doesNotExist();
    }

    @Test
    void thatThereIsNoneIsNoDamage() {
        StateFile file = file(1, TOPIC, NOW);
        file.open();
        assertThat(file.wasUnusable()).isFalse();
        assertThat(file.offsets()).containsExactly(0L, 0L);
        file.close();
    }

    /** A full disk costs a restore and nothing else. */
    @Test
    void thatItCannotBeWrittenStopsNobody() throws IOException {
        write();
        StateFile file = file(1, TOPIC, NOW);
        file.open();
        Files.createDirectory(directory.resolve("orders.cells.unfinished"));

        file.closeAndWrite(List.of(8L, 9L), List.of());

        assertThat(path).as("it is older than what was in the heap").doesNotExist();
    }

    private void assertIsNotUsed(StateFile file) {
        file.open();
        assertThat(file.wasUnusable()).isTrue();
        assertThat(file.offsets()).containsOnly(0L);
        assertThat(path).as("it is of no use to anybody").doesNotExist();
        file.close();
    }

    private void write() {
        StateFile file = file(1, TOPIC, NOW);
        file.open();
        file.closeAndWrite(List.of(7L, 9L), List.of());
    }

    private StateFile file(int format, DescribedTopic topic, Instant now) {
        return file(format, 2, topic, now);
    }

    private StateFile file(int format, int partitions, DescribedTopic topic, Instant now) {
        return new StateFile(
                new JoinMemory(new AppMetrics()),
                path,
                format,
                TestRows.TABLES.view().fingerprint(),
                partitions,
                topic,
                InstantSource.fixed(now));
    }

    /** In the order in which Kafka Streams calls it. */
    @Nested
    class OfTheBaseRows {

        private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
        private RecordBatchingStateRestoreCallback restore;
        private BaseRowStore store;
        private Closing tier;

        /** As Kafka Streams stops: it commits, says up to where, and then ends the processors. */
        @Test
        void isWrittenByATaskThatIsStoppedAfterACommit() {
            openStore(TOPIC);
            assertThat(store.committedOffset(PARTITION)).isNull();
            joinSome();
            stop(41);

            openStore(TOPIC);
            assertThat(store.committedOffset(PARTITION)).isEqualTo(41);
            store.beginJoin();
            isAsItWas();
            stop(41);
        }

        /** After a crash, the file is what the process began with, and everything newer is in the topic. */
        @Test
        void staysAsItWasUntilTheNextStop() throws IOException {
            openStore(TOPIC);
            joinSome();
            stop(41);
            byte[] before = Files.readAllBytes(path);

            openStore(TOPIC);
            store.beginJoin();
            store.remove(Key.of(7));
            store.put(TestRows.order(2_000, 1L, "B", 1, 2L), new Version(1, 1));
            assertThat(Files.readAllBytes(path)).isEqualTo(before);
            BaseRowStore killed = store;

            openStore(TOPIC);
            isAsItWas();
            store.close();
            killed.close();
        }

        /** Its transaction is aborted; Kafka Streams says up to where it has written all the same. */
        @Test
        void isNotWrittenWithWhatIsNotCommitted() {
            openStore(TOPIC);
            store.beginJoin();
            CommitPace.ofThisThread().noteWrite();
            joinSome();
            stop(41);

            assertThat(path).doesNotExist();
            openStore(TOPIC);
            assertThat(store.size()).isZero();
            store.close();
        }

        @Test
        void isNotWrittenWithWhatHasChangedSinceTheCommit() {
            openStore(TOPIC);
            joinSome();
            tier.begin();
            store.commit(Map.of(PARTITION, 41L));
            store.setJoined(store.find(Key.of(1)), 0, 5);
            store.endJoin();
            store.close();

            assertThat(path).doesNotExist();
        }

        /** It has moved to another instance, and this one goes on. */
        @Test
        void isGoneWhenTheTaskIsClosedBeforeTheTier() {
            openStore(TOPIC);
            joinSome();
            stop(41);
            openStore(TOPIC);
            store.beginJoin();
            store.remove(Key.of(7));
            store.commit(Map.of(PARTITION, 42L));
            store.endJoin();
            store.close();

            assertThat(path).doesNotExist();
        }

        /** At each start, Kafka Streams opens all stores that it finds, and closes them again. */
        @Test
        void staysWhenItIsOnlyLookedAt() {
            openStore(TOPIC);
            joinSome();
            stop(41);

            openStore(TOPIC);
            store.commit(Map.of(PARTITION, 41L));
            store.close();
            openStore(TOPIC);

            assertThat(store.committedOffset(PARTITION)).isEqualTo(41);
            isAsItWas();
            store.close();
        }

        @Test
        void isWrittenByAStandbyAsFarAsItIsKnown() {
            openStore(TOPIC);
            restore.restoreBatch(List.of(deletion(7, 40)));
            tier.begin();
            store.commit(Map.of(PARTITION, 40L));
            store.close();

            openStore(TOPIC);
            assertThat(store.committedOffset(PARTITION)).isEqualTo(40);
            assertThat(store.deletions().find(Key.of(7))).isEqualTo(VERSION);
            restore.restoreBatch(List.of(deletion(8, 41)));
            tier.begin();
            store.close();
            assertThat(path).as("it is not known up to where it is").doesNotExist();
        }

        /** Streams takes a store with files and without an offset for damaged, and the task would not begin. */
        @Test
        void aFileThatIsOfNoUseIsReplacedFromTheFirstRecordOn() {
            openStore(TOPIC);
            joinSome();
            stop(41);

            openStore(OTHER);
            assertThat(store.committedOffset(PARTITION)).isEqualTo(-1);
            assertThat(store.size()).isZero();
            store.close();
        }

        private void openStore(DescribedTopic topic) {
            JoinMemory memory = new JoinMemory(new AppMetrics());
            tier = new Closing();
            store = new BaseRowStore(
                    TestRows.TABLES,
                    WrittenResult.deserializer(registry, TestRows.TABLES),
                    memory,
                    tier,
                    Duration.ofDays(7),
                    topic);
            restore = RestoreTest.callbackOf(store, directory);
        }

        private void stop(long offset) {
            tier.begin();
            store.commit(Map.of(PARTITION, offset));
            store.endJoin();
            store.close();
        }

        private void joinSome() {
            store.beginJoin();
            for (long id = 1; id <= 1_000; id++) {
                int cell = store.put(TestRows.order(id, id % 10, "A", 1, 2L), new Version(id, 10 * id));
                store.setJoined(cell, 0, 3 * id);
            }
            store.remove(Key.of(5));
            store.deletions().remember(Key.of(5), VERSION);
        }

        private void isAsItWas() {
            assertThat(store.size()).isEqualTo(999);
            for (long id = 1; id <= 1_000; id++) {
                int cell = store.find(Key.of(id));
                assertThat(cell == 0).isEqualTo(id == 5);
                if (cell != 0) {
                    assertThat(store.cells().version(cell)).isEqualTo(new Version(id, 10 * id));
                    assertThat(store.cells().joined(cell, 0)).isEqualTo(3 * id);
                }
            }
            assertThat(store.deletions().find(Key.of(5))).isEqualTo(VERSION);
            store.fanOuts().start(0, Key.of(7));
            assertThat(store.fanOuts().resultsLeft()).isEqualTo(100);
        }

        private static ConsumerRecord<byte[], byte[]> deletion(long id, long offset) {
            ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                    PARTITION.topic(),
                    0,
                    offset,
                    ByteBuffer.allocate(8).putLong(id).array(),
                    null);
            DeletionHeader.of(VERSION).forEach(header -> record.headers().add(header));
            return record;
        }
    }
}
