package dev.tributary.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.config.ViewFile;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.key.Key;
import dev.tributary.topics.ForeignKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

class ViewDatabaseTest {

    private static final long MEMORY = 16L << 20;
    private static final int ALL = 1_000;
    private static final Optional<Key> FROM_THE_FIRST = Optional.empty();
    private static final ViewContract VIEW = ViewFile.bundled();
    private static final ForeignKeys SEVEN = user(7);
    private static final ForeignKeys EIGHT = user(8);
    private static final ForeignKeys NOBODY = ForeignKeys.of(1);

    @TempDir
    Path parent;

    private Path directory;

    private final AtomicLong nanos = new AtomicLong();
    private ViewDatabase database;
    private long offset;

    @BeforeEach
    void open() {
        directory = parent.resolve("database");
        database = new ViewDatabase(directory, MEMORY, VIEW, nanos::get);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void holdsTheLastValueOfARow() {
        put(1, 7, "first");
        put(1, 7, "second");

        assertThat(database.get(Key.of(1)).value()).asString().isEqualTo("second");
        assertThat(database.get(Key.of(1)).offset()).isEqualTo(1);
        assertThat(database.get(Key.of(2))).isNull();
    }

    @Test
    void aRowIsAmongThoseOfItsPresentForeignKeyAlone() {
        put(1, 7, "of seven");
        assertThat(ordersOf(7)).containsExactly(1L);

        move(1, SEVEN, EIGHT);
        assertThat(ordersOf(7)).isEmpty();
        assertThat(ordersOf(8)).containsExactly(1L);

        move(1, EIGHT, NOBODY);
        assertThat(ordersOf(8)).isEmpty();

        move(1, NOBODY, SEVEN);
        assertThat(ordersOf(7)).containsExactly(1L);

        remove(1, SEVEN);
        assertThat(ordersOf(7)).isEmpty();
        assertThat(database.get(Key.of(1))).isNull();
    }

    @Test
    void theIndexHoldsNothingOfPreviousForeignKeys() throws Exception {
        put(1, 7, "stays");
        put(2, 7, "moves");
        move(2, SEVEN, EIGHT);
        put(3, 7, "of nobody in the end");
        move(3, SEVEN, NOBODY);
        put(4, 7, "deleted");
        remove(4, SEVEN);
        database.close();

        assertThat(indexEntries(directory)).isEqualTo(2);
        open();
    }

    /** The record that named the previous foreign key was compacted away before it was read. */
    @Test
    void aRowIsAmongThoseOfItsPresentForeignKeyAloneWhereARecordIsMissing() {
        for (long id = 1; id <= 6; id++) {
            put(id, 7, "of seven");
        }
        move(1, NOBODY, EIGHT);
        move(2, NOBODY, EIGHT);
        move(3, NOBODY, NOBODY);
        remove(4, EIGHT);

        assertThat(ordersOf(7)).containsExactly(5L, 6L);
        assertThat(ids(database.rowsOf(new RowQuery.Reference(0, Key.of(7)), FROM_THE_FIRST, 1)))
                .containsExactly(5L);
        assertThat(ordersOf(8)).containsExactly(1L, 2L);

        move(1, EIGHT, SEVEN);
        assertThat(ordersOf(7)).containsExactly(1L, 5L, 6L);
    }

    @Test
    void entriesOfNoUseAreRemovedOnceTheyWereFound() throws Exception {
        for (long id = 1; id <= 5; id++) {
            put(id, 7, "of seven");
        }
        move(1, NOBODY, EIGHT);
        move(2, NOBODY, NOBODY);
        remove(3, NOBODY);
        move(4, NOBODY, EIGHT);
        assertThat(ordersOf(7)).containsExactly(5L);

        move(4, EIGHT, SEVEN);
        assertThat(ordersOf(7)).as("true again by the batch").containsExactly(4L, 5L);
        database.close();
        assertThat(indexEntries(directory)).isEqualTo(3);
        open();
    }

    @Test
    void sortsAsNumbersDo() {
        for (long id : new long[] {3, -1, Long.MAX_VALUE, 0, Long.MIN_VALUE, 256, -300}) {
            put(id, -5, "order");
        }

        assertThat(ids(database.rows(FROM_THE_FIRST, ALL)))
                .containsExactly(Long.MIN_VALUE, -300L, -1L, 0L, 3L, 256L, Long.MAX_VALUE);
        assertThat(ids(database.rows(after(Long.MIN_VALUE), ALL)))
                .containsExactly(-300L, -1L, 0L, 3L, 256L, Long.MAX_VALUE);
        assertThat(ids(database.rows(after(-2), ALL))).containsExactly(-1L, 0L, 3L, 256L, Long.MAX_VALUE);
        assertThat(ids(database.rowsOf(new RowQuery.Reference(0, Key.of(-5)), FROM_THE_FIRST, ALL)))
                .containsExactly(Long.MIN_VALUE, -300L, -1L, 0L, 3L, 256L, Long.MAX_VALUE);
        assertThat(ids(database.rowsOf(new RowQuery.Reference(0, Key.of(-5)), after(-301), ALL)))
                .containsExactly(-300L, -1L, 0L, 3L, 256L, Long.MAX_VALUE);
    }

    @Test
    void aPageBeginsBehindWhatItIsToldAndIsNoLongerThanItMayBe() {
        for (long id = 1; id <= 10; id++) {
            put(id, id % 2, "order");
        }

        assertThat(ids(database.rows(after(3), 4))).containsExactly(4L, 5L, 6L, 7L);
        assertThat(ids(database.rowsOf(new RowQuery.Reference(0, Key.of(1)), after(3), 2)))
                .containsExactly(5L, 7L);
        assertThat(database.rows(after(10), 4)).isEmpty();
        assertThat(database.rows(after(Long.MAX_VALUE), 4)).isEmpty();
        assertThat(database.rowsOf(new RowQuery.Reference(0, Key.of(1)), after(Long.MAX_VALUE), 4))
                .isEmpty();
    }

    @Test
    void rowsOfOneForeignKeyAreNotThoseOfTheNext() {
        put(1, Long.MAX_VALUE, "last user");
        put(2, 5, "five");
        put(3, 6, "six");

        assertThat(ordersOf(5)).containsExactly(2L);
        assertThat(ordersOf(Long.MAX_VALUE)).containsExactly(1L);
    }

    @Test
    void aRecordThatIsAppliedAlreadyChangesNothing() {
        put(1, 7, "first");
        move(1, SEVEN, EIGHT);

        database.put(Key.of(1), SEVEN, NOBODY, bytes("first"), 0);
        database.remove(Key.of(1), EIGHT, 1);
        database.write();

        assertThat(database.get(Key.of(1)).offset()).isEqualTo(1);
        assertThat(ordersOf(8)).containsExactly(1L);
        assertThat(ordersOf(7)).isEmpty();
    }

    @Test
    void aBatchIsSeenAsAWholeOrNotAtAll() {
        put(1, 7, "first");
        database.put(Key.of(1), EIGHT, SEVEN, bytes("second"), 1);
        database.put(Key.of(2), EIGHT, NOBODY, bytes("other"), 2);
        assertThat(database.get(Key.of(1)).value()).asString().isEqualTo("first");
        assertThat(database.get(Key.of(2))).isNull();
        assertThat(database.offset()).isZero();

        database.write();
        assertThat(database.get(Key.of(1)).value()).asString().isEqualTo("second");
        assertThat(ordersOf(7)).isEmpty();
        assertThat(ordersOf(8)).containsExactly(1L, 2L);
        assertThat(database.offset()).isEqualTo(2);
    }

    @Test
    void aRowMayChangeSeveralTimesInABatch() {
        database.put(Key.of(1), SEVEN, NOBODY, bytes("first"), 0);
        database.put(Key.of(1), EIGHT, SEVEN, bytes("second"), 1);
        database.remove(Key.of(1), EIGHT, 2);
        database.put(Key.of(1), user(9), NOBODY, bytes("third"), 3);
        database.put(Key.of(2), SEVEN, NOBODY, bytes("other"), 4);
        database.remove(Key.of(2), SEVEN, 5);
        database.remove(Key.of(3), NOBODY, 6);
        database.write();

        assertThat(ordersOf(7)).isEmpty();
        assertThat(ordersOf(8)).isEmpty();
        assertThat(ordersOf(9)).containsExactly(1L);
        assertThat(database.get(Key.of(2))).isNull();
        assertThat(database.offset()).isEqualTo(6);
    }

    @Test
    void aBatchThatGrowsLargeIsWrittenBeforeItsEnd() {
        for (long record = 0; record < 600; record++) {
            database.put(Key.of(record), SEVEN, NOBODY, bytes("value"), record);
        }
        assertThat(database.offset()).isEqualTo(511);

        database.put(Key.of(1_000), SEVEN, NOBODY, new byte[2 << 20], 600);
        assertThat(database.offset()).isEqualTo(600);
    }

    @Test
    void aStopAndACommitWriteTheRest() {
        database.put(Key.of(1), SEVEN, NOBODY, bytes("first"), 0);
        database.commit(1L);
        assertThat(database.offset()).isZero();
        database.put(Key.of(2), SEVEN, NOBODY, bytes("second"), 1);
        database.close();

        open();
        assertThat(database.offset()).isEqualTo(1);
    }

    @Test
    void knowsAfterAStopWhereItWas() {
        put(1, 7, "first");
        put(2, 7, "second");
        database.commit(2L);
        database.close();

        open();

        assertThat(database.offset()).isEqualTo(1);
        assertThat(database.committed()).isEqualTo(2);
        assertThat(ordersOf(7)).containsExactly(1L, 2L);
    }

    /** A commit a second, and a file and later a merge of files for each, on the thread that applies records. */
    @Test
    void writesToDiskOnceInAWhileAndNotAtEachCommit() throws IOException {
        for (int second = 0; second < 60; second++) {
            put(second, 7, "value");
            database.commit(offset);
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        }

        assertThat(files()).isEqualTo(60 / ViewDatabase.FLUSHED_EVERY.toSeconds() - 1);
    }

    @Test
    void writesNothingToDiskWhereNothingHasChanged() throws IOException {
        put(1, 7, "value");
        for (int flush = 0; flush < 5; flush++) {
            nanos.addAndGet(ViewDatabase.FLUSHED_EVERY.toNanos());
            database.commit(1L);
        }

        assertThat(files()).isEqualTo(1);
    }

    /** The files as they are on disk then, opened elsewhere. */
    @Test
    void hasAfterACrashWhatBelongsTogether() throws IOException {
        put(1, 7, "first");
        nanos.addAndGet(ViewDatabase.FLUSHED_EVERY.toNanos());
        database.commit(1L);
        move(1, SEVEN, EIGHT);
        put(2, 8, "third");
        database.commit(3L);

        Path left = Files.createDirectory(parent.resolve("left"));
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, left.resolve(file.getFileName()));
            }
        }
        try (ViewDatabase next = new ViewDatabase(left, MEMORY, VIEW)) {
            assertThat(next.offset()).isZero();
            assertThat(next.committed()).isEqualTo(1);
            assertThat(ids(next.rowsOf(new RowQuery.Reference(0, Key.of(7)), FROM_THE_FIRST, ALL)))
                    .containsExactly(1L);
            assertThat(next.rowsOf(new RowQuery.Reference(0, Key.of(8)), FROM_THE_FIRST, ALL))
                    .isEmpty();
        }
    }

    @Test
    void rowsAreSortedByTheirTextsAndPagedByThem() {
        ViewContract view = KeyedViews.of(KeyedViews.TEXT, KeyedViews.TEXT);
        try (ViewDatabase texts = new ViewDatabase(parent.resolve("texts"), MEMORY, view)) {
            Map<Key, Key> users = new TreeMap<>();
            Random random = new Random(7);
            for (int record = 0; record < 2_000; record++) {
                Key id = Key.of(ViewKeysTest.text(random));
                @Nullable Key before = users.get(id);
                ForeignKeys left = before == null ? NOBODY : ForeignKeys.of(1).set(0, before);
                if (random.nextInt(5) == 0) {
                    users.remove(id);
                    texts.remove(id, left, record);
                } else {
                    Key user = Key.of(ViewKeysTest.text(random));
                    users.put(id, user);
                    texts.put(
                            id,
                            ForeignKeys.of(1).set(0, user),
                            user.equals(before) ? NOBODY : left,
                            bytes("x"),
                            record);
                }
            }
            texts.write();

            assertThat(paged(after -> texts.rows(after, 7))).containsExactlyElementsOf(users.keySet());
            for (Key user : Set.copyOf(users.values())) {
                RowQuery.Reference reference = new RowQuery.Reference(0, user);
                assertThat(paged(after -> texts.rowsOf(reference, after, 3)))
                        .as("the rows of \"%s\"", user)
                        .containsExactlyElementsOf(users.entrySet().stream()
                                .filter(row -> row.getValue().equals(user))
                                .map(Map.Entry::getKey)
                                .toList());
            }
        }
    }

    /** All pages, one after the other. */
    private static List<Key> paged(Function<Optional<Key>, List<ResultRow>> pages) {
        List<Key> ids = new ArrayList<>();
        List<ResultRow> page = pages.apply(FROM_THE_FIRST);
        while (!page.isEmpty()) {
            page.forEach(row -> {
                assertThat(row.value()).asString().isEqualTo("x");
                ids.add(row.id());
            });
            page = pages.apply(Optional.of(ids.getLast()));
        }
        return ids;
    }

    /** The record that named the previous foreign key was compacted away before it was read. */
    @Test
    void rowsThatReferToAnotherTextArePassedOver() {
        ViewContract view = KeyedViews.of(KeyedViews.UUID, KeyedViews.TEXT);
        try (ViewDatabase texts = new ViewDatabase(parent.resolve("texts"), MEMORY, view)) {
            Key id = Key.of("0197a1c3-7d5e-7c6a-9b1f-3a5d2e8f4c01");
            texts.put(id, ForeignKeys.of(1).set(0, Key.of("")), NOBODY, bytes("x"), 0);
            texts.put(id, ForeignKeys.of(1).set(0, Key.of("a")), NOBODY, bytes("y"), 1);
            texts.write();

            assertThat(texts.rowsOf(new RowQuery.Reference(0, Key.of("")), FROM_THE_FIRST, ALL))
                    .isEmpty();
            assertThat(texts.rowsOf(new RowQuery.Reference(0, Key.of("a")), FROM_THE_FIRST, ALL))
                    .extracting(ResultRow::id)
                    .containsExactly(id);
            texts.put(id, NOBODY, NOBODY, bytes("z"), 2);
            texts.write();
            assertThat(texts.rowsOf(new RowQuery.Reference(0, Key.of("a")), FROM_THE_FIRST, ALL))
                    .isEmpty();
            assertThat(texts.get(id).value()).asString().isEqualTo("z");
        }
    }

    /** @param closed where a database is that is not open now */
    static long indexEntries(Path closed) throws RocksDBException {
        try (RocksDB rocks = RocksDB.openReadOnly(closed.toString());
                RocksIterator entries = rocks.newIterator()) {
            long count = 0;
            for (entries.seek(ViewKeys.endOfRows()); entries.isValid(); entries.next()) {
                count++;
            }
            return count;
        }
    }

    private long files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".sst")).count();
        }
    }

    private void put(long id, long user, String value) {
        database.put(Key.of(id), user(user), NOBODY, bytes(value), offset++);
        database.write();
    }

    private void move(long id, ForeignKeys from, ForeignKeys to) {
        database.put(Key.of(id), to, from, bytes("moved"), offset++);
        database.write();
    }

    private void remove(long id, ForeignKeys user) {
        database.remove(Key.of(id), user, offset++);
        database.write();
    }

    private static ForeignKeys user(long id) {
        return ForeignKeys.of(1).set(0, Key.of(id));
    }

    private static Optional<Key> after(long id) {
        return Optional.of(Key.of(id));
    }

    private List<Long> ordersOf(long user) {
        return ids(database.rowsOf(new RowQuery.Reference(0, Key.of(user)), FROM_THE_FIRST, ALL));
    }

    private static List<Long> ids(List<ResultRow> rows) {
        return rows.stream().map(row -> row.id().number()).toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
