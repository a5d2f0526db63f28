package dev.tributary.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.config.ViewFile;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.key.Key;
import dev.tributary.topics.ForeignKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

class ViewFilesTest {

    /** The second one, with the foreign keys. */
    private static final byte[] FORMAT = "\2user_id".getBytes(StandardCharsets.UTF_8);

    private static final ViewContract VIEW = ViewFile.bundled();
    private static final long MEMORY = 16L << 20;
    private static final int ROWS = 2_000;

    @TempDir
    Path folder;

    private Path directory;

    @BeforeEach
    void rowsOnDisk() {
        directory = folder.resolve("orders-view");
        try (ViewDatabase database = new ViewDatabase(directory, MEMORY, VIEW)) {
            for (long id = 0; id < ROWS; id++) {
                database.put(
                        Key.of(id),
                        ForeignKeys.of(1).set(0, Key.of(7)),
                        ForeignKeys.of(1),
                        ("order " + id).getBytes(StandardCharsets.UTF_8),
                        id);
            }
            database.commit(10L);
        }
    }

    @Test
    void whatIsNotDamagedIsThere() {
        try (ViewDatabase database = new ViewDatabase(directory, MEMORY, VIEW)) {
            assertThat(database.offset()).isEqualTo(ROWS - 1);
            assertThat(database.committed()).isEqualTo(10);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CURRENT", "MANIFEST", ".sst"})
    void whatIsScribbledOverIsBuiltAnew(String file) {
        damage(file, ViewFilesTest::scribbleOver);

        isBuiltAnew();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MANIFEST", ".sst"})
    void whatIsCutOffIsBuiltAnew(String file) {
        damage(file, path -> write(path, new byte[0]));

        isBuiltAnew();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CURRENT", "MANIFEST", ".sst"})
    void whatIsMissingIsBuiltAnew(String file) {
        damage(file, path -> assertThat(path.toFile().delete()).isTrue());

        isBuiltAnew();
    }

    /** The blocks of rows are not looked at before they are read. */
    @Test
    void whatIsFoundDamagedLaterStopsTheWriterAndIsBuiltAnewAtTheNextStart() {
        damage(".sst", path -> {
            byte[] bytes = read(path);
            bytes[bytes.length / 4] ^= 0x5a;
            write(path, bytes);
        });
        try (ViewDatabase database = new ViewDatabase(directory, MEMORY, VIEW)) {
            assertThatThrownBy(() -> database.rows(Optional.empty(), ROWS))
                    .isInstanceOf(ProcessorStateException.class)
                    .hasMessageContaining(directory + " is damaged, and built anew at the next start");
            assertThatThrownBy(() -> database.commit(11L)).hasMessageContaining("is damaged");
        }

        isBuiltAnew();
    }

    @Test
    void whatAnotherVersionHasWrittenIsBuiltAnew() throws RocksDBException {
        try (Options options = new Options();
                RocksDB rocks = RocksDB.open(options, directory.toString())) {
            assertThat(rocks.get(ViewKeys.format())).isEqualTo(FORMAT);
            rocks.put(ViewKeys.format(), new byte[] {3});
        }

        isBuiltAnew();
    }

    /** Its index is by other columns. */
    @Test
    void whatIsOfOtherForeignKeysIsBuiltAnew() throws RocksDBException {
        isBuiltAnewFor(VIEW, "\2buyer_id");
    }

    /** Its bytes would be taken for others. */
    @Test
    void whatHasKeysOfOtherTypesIsBuiltAnew() throws RocksDBException {
        isBuiltAnewFor(KeyedViews.of(KeyedViews.TEXT, "\"long\""), "\2user_id");
        isBuiltAnewFor(KeyedViews.of(KeyedViews.TEXT, KeyedViews.UUID), "\2user_id,:TEXT");
        isBuiltAnewFor(KeyedViews.of(KeyedViews.UUID, KeyedViews.UUID), "\2user_id:UUID,:TEXT");
        isBuiltAnewFor(KeyedViews.of("\"long\"", KeyedViews.TEXT), "\2user_id:UUID,:UUID");
        isBuiltAnewFor(VIEW, "\2user_id:TEXT");
        isBuiltAnewFor(KeyedViews.of("\"long\"", KeyedViews.TEXT), "\2");
    }

    /** @param before the format of what is there */
    private void isBuiltAnewFor(ViewContract view, String before) throws RocksDBException {
        try (Options options = new Options();
                RocksDB rocks = RocksDB.open(options, directory.toString())) {
            rocks.put(ViewKeys.position(), new byte[Long.BYTES]);
            rocks.put(ViewKeys.format(), before.getBytes(StandardCharsets.UTF_8));
        }
        try (ViewDatabase database = new ViewDatabase(directory, MEMORY, view)) {
            assertThat(database.offset()).isEqualTo(Position.NOTHING);
        }
    }

    /** Its index is exact, and the version that wrote it must not take the present one for that. */
    @Test
    void whatTheVersionBeforeHasWrittenIsKeptAndMarked() throws RocksDBException {
        try (Options options = new Options();
                RocksDB rocks = RocksDB.open(options, directory.toString())) {
            rocks.put(ViewKeys.format(), new byte[] {1});
        }

        whatIsNotDamagedIsThere();
        try (Options options = new Options();
                RocksDB rocks = RocksDB.open(options, directory.toString())) {
            assertThat(rocks.get(ViewKeys.format())).isEqualTo(FORMAT);
        }
    }

    @Test
    void whatWasWrittenBeforeThereWasANoteIsKept() throws RocksDBException {
        try (Options options = new Options();
                RocksDB rocks = RocksDB.open(options, directory.toString())) {
            rocks.delete(ViewKeys.format());
        }

        whatIsNotDamagedIsThere();
    }

    @Test
    void aFullDiskIsNoDamage() {
        assertThat(ViewFiles.isDamage(new RocksDBException(
                        "No space left on device", new Status(Status.Code.IOError, Status.SubCode.NoSpace, null))))
                .isFalse();
    }

    private void isBuiltAnew() {
        try (ViewDatabase database = new ViewDatabase(directory, MEMORY, VIEW)) {
            assertThat(database.offset()).isEqualTo(Position.NOTHING);
            assertThat(database.committed()).isNull();
            assertThat(database.rows(Optional.empty(), 10)).isEmpty();
            database.put(Key.of(1), ForeignKeys.of(1).set(0, Key.of(7)), ForeignKeys.of(1), new byte[] {1}, 0);
            database.commit(0L);
        }
        try (ViewDatabase database = new ViewDatabase(directory, MEMORY, VIEW)) {
            assertThat(database.offset()).isZero();
        }
    }

    private void damage(String file, Consumer<Path> how) {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> hit = files.filter(path -> path.getFileName().toString().startsWith(file)
                            || path.getFileName().toString().endsWith(file))
                    .toList();
            assertThat(hit).isNotEmpty();
            hit.forEach(how);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void scribbleOver(Path path) {
        byte[] bytes = read(path);
        for (int i = bytes.length / 4; i < bytes.length; i++) {
            bytes[i] ^= 0x5a;
        }
        write(path, bytes);
    }

    private static byte[] read(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path path, byte[] bytes) {
        try {
            Files.write(path, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
