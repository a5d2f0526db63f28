package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.definition.key.Key;
import dev.tributary.enrich.SharedTable.Known;
import dev.tributary.metrics.AppMetrics;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a guard knows of its rows, while the process's copy lags behind what the guard writes. */
class GuardStoreTest {

    private static final TopicPartition PARTITION = new TopicPartition("test-users", 0);

    private final AppMetrics metrics = new AppMetrics();
    /** Written and not read back. */
    private final Deque<TestRecord<byte[], byte[]>> underWay = new ArrayDeque<>();

    private final RowSerde rows = TestRows.serde(TestRows.USERS);
    private TestTable topic;
    private GuardStore guarded;
    private MockProcessorContext<Void, Void> context;

    @BeforeEach
    void open(@TempDir Path directory) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:0");
        context = new MockProcessorContext<>(properties, new TaskId(0, 0), directory.toFile());
        topic = new TestTable(new JoinMemory(metrics), directory);
        topic.read(List.of());
        guarded = new GuardStore("users-guarded", topic.reader());
        guarded.init(context.getStateStoreContext(), guarded);
        guarded.begin();
    }

    @AfterEach
    void close() {
        guarded.close();
        topic.close();
        metrics.close();
    }

    @Test
    void whatWasWrittenIsKnownBeforeItIsRead() {
        assertThat(guarded.find(Key.of(7))).isNull();
        write(7, ada(7, 1));
        assertThat(guarded.find(Key.of(7))).isEqualTo(ada(7, 1));
        write(7, gone(2));
        assertThat(guarded.find(Key.of(7))).isEqualTo(gone(2));
    }

    /** Of two versions the first is in the copy, and the second must go on to hide it. */
    @Test
    void aVersionThatIsReadBackDoesNotEndALaterOne() {
        write(7, ada(7, 1));
        write(7, gone(2));
        read(1);
        assertThat(topic.shared().known(Key.of(7), new JoinedRow(TestRows.USERS)))
                .isEqualTo(ada(7, 1));

        assertThat(findAnew(7)).isEqualTo(gone(2));
        read(1);
        assertThat(findAnew(7)).isEqualTo(gone(2));
    }

    /** The last version equals the first: what has been read back cannot be told by comparing. */
    @Test
    void aVersionThatComesBackIsNotTakenForRead() {
        write(7, ada(7, 1));
        write(7, gone(1));
        write(7, ada(7, 1));
        read(1);
        write(8, ada(8, 1));
        read(1);

        assertThat(findAnew(7)).isEqualTo(ada(7, 1));
    }

    @Test
    void whatIsReadBackTakesNoMemory() {
        for (int id = 1; id <= 100; id++) {
            write(id, ada(id, id));
        }
        assertThat(guarded.unread()).isEqualTo(100);

        read(60);
        write(200, ada(200, 1));
        assertThat(guarded.unread()).isEqualTo(41);

        read(41);
        guarded.forgetRead();
        assertThat(guarded.unread()).as("though nothing is written").isZero();
    }

    /** Whoever ends, is aborted, or overwrites what it has, is not counted for ever. */
    @Test
    void theReaderKnowsHowMuchIsOnTheHeap() {
        long large = JoinedTableReader.MOST_UNREAD_BYTES / 1_000;
        for (int id = 1; id <= 1_001; id++) {
            write(id, large(id, large));
        }
        assertThat(topic.reader().hasTooManyUnread()).isTrue();
        for (int id = 1; id <= 1_001; id++) {
            write(id, gone(id));
        }
        assertThat(topic.reader().hasTooManyUnread()).as("overwritten").isFalse();

        for (int id = 1; id <= 1_001; id++) {
            write(id, large(id, large));
        }
        read(underWay.size());
        assertThat(topic.reader().hasTooManyUnread()).isTrue();
        guarded.forgetRead();
        assertThat(topic.reader().hasTooManyUnread()).as("read").isFalse();

        for (int id = 1; id <= 1_001; id++) {
            write(id, large(id, large));
        }
        guarded.end();
        assertThat(topic.reader().hasTooManyUnread()).as("ended").isFalse();
        guarded.begin();
        write(1, ada(1, 1));
        assertThat(topic.reader().hasTooManyUnread()).isFalse();
    }

    private static Known large(long id, long bytes) {
        return new Known(TestRows.user(id, "x".repeat((int) bytes), null, null), new Version(1, 1));
    }

    /** Before the task began, somebody else wrote, and after an abort the task begins again. */
    @Test
    void countsFromWhereTheTaskBegins() {
        write(7, ada(7, 1));
        read(1);
        write(8, ada(8, 1));
        underWay.clear();
        guarded.begin();

        assertThat(guarded.find(Key.of(7))).isEqualTo(ada(7, 1));
        assertThat(guarded.find(Key.of(8))).as("aborted").isNull();
        write(7, gone(2));
        assertThat(findAnew(7)).isEqualTo(gone(2));
        read(1);
        assertThat(findAnew(7)).isEqualTo(gone(2));
    }

    /** A task that followed another instance's, and is the one that writes again: its store was not closed meanwhile. */
    @Test
    void goesByWhatAnotherOwnerHasWrittenMeanwhile() {
        write(7, ada(7, 1));
        assertThat(guarded.find(Key.of(7))).isEqualTo(ada(7, 1));
        write(8, ada(8, 1));
        read(2);
        underWay.add(record(7, ada(7, 2)));
        underWay.add(record(8, gone(2)));
        read(2);
        guarded.begin();

        assertThat(guarded.find(Key.of(7))).isEqualTo(ada(7, 2));
        assertThat(guarded.find(Key.of(8))).isEqualTo(gone(2));
    }

    /** Kafka Streams waits for what is behind this, and reads nothing that is before. */
    @Test
    void streamsRestoresFromWhereTheCopyIs() {
        assertThat(guarded.committedOffset(PARTITION)).as("the mark").isZero();
        write(7, ada(7, 1));
        assertThat(guarded.committedOffset(PARTITION)).isZero();
        read(1);
        assertThat(guarded.committedOffset(PARTITION)).isEqualTo(1);
    }

    /** Against a map, with records read back at any time. */
    @Test
    void isAlwaysWhatWasWrittenLast() {
        Random random = new Random(1);
        Map<Long, Known> expected = new HashMap<>();
        for (int i = 1; i <= 20_000; i++) {
            long id = random.nextInt(30);
            if (random.nextBoolean()) {
                // Versions repeat, as those of changes that are delivered again do.
                Known user = random.nextInt(3) == 0 ? gone(random.nextInt(4)) : ada(id, random.nextInt(4));
                write(id, user);
                expected.put(id, user);
            } else if (random.nextInt(4) == 0) {
                read(random.nextInt(underWay.size() + 1));
            }
            assertThat(guarded.find(Key.of(id))).isEqualTo(expected.get(id));
        }
        read(underWay.size());
        expected.forEach((id, user) -> assertThat(findAnew(id)).isEqualTo(user));
        write(1, ada(1, 1));
        assertThat(guarded.unread()).isOne();
    }

    private @Nullable Known findAnew(long id) {
        guarded.find(Key.of(-1));
        return guarded.find(Key.of(id));
    }

    private void write(long id, Known user) {
        guarded.written(Key.of(id), user);
        underWay.add(record(id, user));
    }

    private TestRecord<byte[], byte[]> record(long id, Known user) {
        byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(id).array();
        @Nullable Columns columns = user.columns();
        if (columns == null) {
            Headers deletion = DeletionHeader.of(user.version());
            return new TestRecord<>(key, null, deletion);
        }
        byte[] row = rows.serializer().serialize("test-users", new Row(columns, user.version()));
        return new TestRecord<>(key, row, new RecordHeaders());
    }

    private void read(int records) {
        for (int i = 0; i < records; i++) {
            topic.read(List.of(underWay.remove()));
        }
    }

    private static Known ada(long id, long lsn) {
        return new Known(TestRows.user(id, "Ada " + lsn, null, 1L), at(lsn));
    }

    private static Known gone(long lsn) {
        return new Known(null, at(lsn));
    }

    private static Version at(long lsn) {
        return new Version(lsn, Pipeline.NOW.toEpochMilli() * 1_000 + lsn);
    }
}
