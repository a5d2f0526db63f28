package dev.tributary.offheap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.definition.key.Key;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeapFileTest {

    private static final byte[] NOTE = {1, 2, 3};

    @TempDir
    private Path directory;

    private final Map<Long, Integer> lengths = new HashMap<>();
    private final Random random = new Random(1);
    private Path path;
    private CellHeap heap;
    private CellIndex index;

    @BeforeEach
    void open() {
        path = directory.resolve("cells");
        heap = CellHeap.open(directory);
        index = new CellIndex(heap, TestKeys.integers(heap));
    }

    @AfterEach
    void close() {
        heap.close();
    }

    /** Again and again: what is opened is changed, and written again. */
    @Test
    void everythingIsThereAgainAndCanBeChanged() throws IOException {
        for (int round = 0; round < 5; round++) {
            change(20_000);
            isRight();
            HeapFile.write(path, NOTE, heap, List.of(index));
            long used = heap.usedBytes();
            heap.close();

            HeapFile file = HeapFile.open(path);
            assertThat(file.note()).isEqualTo(NOTE);
            take(file);

            assertThat(heap.usedBytes()).isEqualTo(used);
            isRight();
        }
        assertThat(directory).isDirectoryContaining(path::equals).isDirectoryNotContaining(file -> !file.equals(path));
    }

    /** Whoever changes how cells are kept has to change the magic, and this file. */
    @Test
    void aFileThatWasWrittenBeforeIsReadAsItWas() throws IOException {
        heap.close();
        try (InputStream written = new GZIPInputStream(getClass().getResourceAsStream("/heap-file-1.gz"))) {
            Files.copy(written, path);
        }
        take(HeapFile.open(path));
        for (long key = 0; key < 1_000; key++) {
            if (key % 3 > 0) {
                lengths.put(key, (int) (Long.BYTES + key % 50));
            }
        }
        isRight();
        change(20_000);
        isRight();
    }

    /** Free cells are used again: rows that are overwritten for ever need no more memory. */
    @Test
    void whatWasFreeIsFreeAgain() throws IOException {
        change(50_000);
        long mapped = heap.mappedBytes();
        for (int round = 0; round < 10; round++) {
            HeapFile.write(path, NOTE, heap, List.of(index));
            heap.close();
            take(HeapFile.open(path));
            change(10_000);
        }
        assertThat(heap.mappedBytes()).isLessThanOrEqualTo(mapped + mapped / 4);
    }

    /** Nobody but the one who opened it has the changes, until it is written. */
    @Test
    void theFileStaysAsItIs() throws IOException {
        change(1_000);
        HeapFile.write(path, NOTE, heap, List.of(index));
        byte[] before = Files.readAllBytes(path);
        heap.close();

        HeapFile file = HeapFile.open(path);
        take(file);
        change(1_000);
        heap.close();
        file.close();

        assertThat(Files.readAllBytes(path)).isEqualTo(before);
        heap = CellHeap.open(directory);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.5, 0.9, 0.99999})
    void aTruncatedFileIsNotOpened(double part) throws IOException {
        change(10_000);
        HeapFile.write(path, NOTE, heap, List.of(index));
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength((long) (file.length() * part));
        }

        assertThatThrownBy(() -> HeapFile.open(path))
                .isInstanceOf(DamagedHeapFileException.class)
                .hasMessageContaining(path + " is damaged: ");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.5, 0.9, 0.99999})
    void aFileWithAnotherByteIsNotOpened(double at) throws IOException {
        change(10_000);
        HeapFile.write(path, NOTE, heap, List.of(index));
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            long position = (long) (file.length() * at);
            file.seek(position);
            int before = file.read();
            file.seek(position);
            file.write(before ^ 4);
        }

        assertThatThrownBy(() -> HeapFile.open(path)).isInstanceOf(DamagedHeapFileException.class);
    }

    @Test
    void whatCannotBeWrittenLeavesNothing() {
        Path missing = directory.resolve("missing").resolve("cells");

        assertThatThrownBy(() -> HeapFile.write(missing, NOTE, heap, List.of(index)))
                .isInstanceOf(IOException.class);
        assertThat(directory).isEmptyDirectory();
    }

    private void take(HeapFile file) {
        heap = file.heap();
        index = file.nextIndex(TestKeys.integers(heap));
    }

    private void change(int times) {
        for (int i = 0; i < times; i++) {
            long key = random.nextInt(20_000);
            int before = index.find(Key.of(key));
            if (before != 0) {
                index.remove(Key.of(key));
                heap.free(before);
                lengths.remove(key);
            }
            if (random.nextInt(3) > 0) {
                int length = Long.BYTES + random.nextInt(random.nextInt(100) == 0 ? 20_000 : 100);
                int cell = heap.allocate(length);
                heap.putLong(cell, 0, key);
                heap.write(cell, Long.BYTES, content(key, length), 0, length - Long.BYTES);
                index.put(Key.of(key), cell);
                lengths.put(key, length);
            }
        }
    }

    private void isRight() {
        assertThat(index.size()).isEqualTo(lengths.size());
        lengths.forEach((key, length) -> {
            int cell = index.find(Key.of(key));
            assertThat(cell).isNotZero();
            assertThat(heap.equals(cell, Long.BYTES, content(key, length), 0, length - Long.BYTES))
                    .isTrue();
        });
    }

    private static byte[] content(long key, int length) {
        byte[] content = new byte[length];
        new Random(key).nextBytes(content);
        return content;
    }
}
