package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tributary.metrics.AppMetrics;
import dev.tributary.offheap.CellHeap;
import dev.tributary.tier.Closing;
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
    }

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void isOfAFormat() {
        write();
        assertThat(file(2, TOPIC, NOW).open()).isEmpty();
        assertThat(path).as("it is of no use to anybody").doesNotExist();
    }

    @Test
    void isOfATopic() {
        write();
        assertThat(file(1, OTHER, NOW).open()).isEmpty();
        assertThat(path).doesNotExist();
    }

    @Test
    void isUsedAsLongAsTheTopicHasTheDeletionsSince() {
        write();
        assertThat(file(1, TOPIC, NOW.plus(Duration.ofDays(9))).open()).isPresent();
        assertThat(file(1, TOPIC, NOW.plus(Duration.ofDays(9)).plusMillis(1)).open())
                .isEmpty();
        assertThat(path).doesNotExist();
    }

    @Test
    void isNotUsedWhenItIsDamaged() throws IOException {
        write();
        byte[] bytes = Files.readAllBytes(path);
        bytes[100]++;
        Files.write(path, bytes);

        assertThat(file(1, TOPIC, NOW).open()).isEmpty();
        assertThat(path).doesNotExist();
    }

    @Test
    void saysWhatIsInIt() {
        write();
        StateFile.Found found = file(1, TOPIC, NOW).open().orElseThrow();
        assertThat(found.offsets()).containsExactly(7L, 9L);
        assertThat(path).exists();
    }

    /** A full disk costs a restore and nothing else. */
    @Test
    void thatItCannotBeWrittenStopsNobody() {
        StateFile file =
                new StateFile(directory.resolve("missing").resolve("cells"), 1, TOPIC, InstantSource.fixed(NOW));
        CellHeap heap = CellHeap.open(directory);
        assertThatCode(() -> file.write(List.of(7L), heap, List.of())).doesNotThrowAnyException();
        heap.close();
    }

    private void write() {
        CellHeap heap = CellHeap.open(directory);
        file(1, TOPIC, NOW).write(List.of(7L, 9L), heap, List.of());
        heap.close();
    }

    private StateFile file(int format, DescribedTopic topic, Instant now) {
        return new StateFile(path, format, topic, InstantSource.fixed(now));
    }

    /** In the order in which Kafka Streams calls it. */
    @Nested
    class OfTheOrders {

        private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
        private RecordBatchingStateRestoreCallback restore;
        private OrderStore orders;

        @Test
        void isWrittenByATaskThatIsClosedAfterACommit() {
            openStore(TOPIC);
            assertThat(orders.committedOffset(PARTITION)).isNull();
            joinSome();
            orders.endJoin();
            orders.commit(Map.of(PARTITION, 41L));
            orders.close();

            openStore(TOPIC);
            assertThat(orders.committedOffset(PARTITION)).isEqualTo(41);
            orders.beginJoin();
            assertThat(path).as("it is older than the store from now on").doesNotExist();
            isAsItWas();
            orders.close();
            assertThat(path).as("after what may be a crash").doesNotExist();
        }

        /** Kafka Streams says where a task is before the join begins, and then closes it without a commit. */
        @Test
        void isNotWrittenByATaskThatHasNotCommittedWhatItWrote() {
            openStore(TOPIC);
            orders.commit(Map.of(PARTITION, 41L));
            joinSome();
            orders.commit(Map.of(PARTITION, 42L));
            orders.endJoin();
            orders.close();

            assertThat(path).doesNotExist();
        }

        /** At each start, Kafka Streams opens all stores that it finds, and closes them again. */
        @Test
        void staysWhenItIsOnlyLookedAt() {
            openStore(TOPIC);
            joinSome();
            orders.endJoin();
            orders.commit(Map.of(PARTITION, 41L));
            orders.close();

            openStore(TOPIC);
            orders.commit(Map.of(PARTITION, 41L));
            orders.close();
            openStore(TOPIC);

            assertThat(orders.committedOffset(PARTITION)).isEqualTo(41);
            isAsItWas();
            orders.close();
        }

        @Test
        void isWrittenByAStandbyAsFarAsItIsKnown() {
            openStore(TOPIC);
            restore.restoreBatch(List.of(deletion(7, 40)));
            orders.commit(Map.of(PARTITION, 40L));
            orders.close();

            openStore(TOPIC);
            assertThat(orders.committedOffset(PARTITION)).isEqualTo(40);
            assertThat(orders.deletions().find(7)).isEqualTo(VERSION);
            restore.restoreBatch(List.of(deletion(8, 41)));
            assertThat(path).doesNotExist();
            orders.close();
            assertThat(path).as("it is not known up to where it is").doesNotExist();
        }

        /** Streams takes a store with files and without an offset for damaged, and the task would not begin. */
        @Test
        void aFileThatIsOfNoUseIsReplacedFromTheFirstRecordOn() {
            openStore(TOPIC);
            joinSome();
            orders.endJoin();
            orders.commit(Map.of(PARTITION, 41L));
            orders.close();

            openStore(OTHER);
            assertThat(orders.committedOffset(PARTITION)).isEqualTo(-1);
            assertThat(orders.size()).isZero();
            orders.close();
        }

        private void openStore(DescribedTopic topic) {
            JoinMemory memory = new JoinMemory(new AppMetrics());
            orders = new OrderStore(
                    WrittenOrder.deserializer(registry), memory, new Closing(), Duration.ofDays(7), topic);
            restore = RestoreTest.callbackOf(orders, directory);
        }

        private void joinSome() {
            orders.beginJoin();
            for (long id = 1; id <= 1_000; id++) {
                int cell = orders.put(Order.of(id, id % 10, new byte[] {65}, 1, 2L), new Version(id, 10 * id));
                orders.cells().setJoined(cell, 3 * id);
            }
            orders.remove(5);
            orders.deletions().remember(5, VERSION);
        }

        private void isAsItWas() {
            assertThat(orders.size()).isEqualTo(999);
            for (long id = 1; id <= 1_000; id++) {
                int cell = orders.find(id);
                assertThat(cell == 0).isEqualTo(id == 5);
                if (cell != 0) {
                    assertThat(orders.cells().version(cell)).isEqualTo(new Version(id, 10 * id));
                    assertThat(orders.cells().joined(cell)).isEqualTo(3 * id);
                }
            }
            assertThat(orders.deletions().find(5)).isEqualTo(VERSION);
            orders.fanOuts().start(7);
            assertThat(orders.fanOuts().ordersLeft()).isEqualTo(100);
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
