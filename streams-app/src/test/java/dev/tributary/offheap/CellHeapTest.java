package dev.tributary.offheap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.io.BinaryData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CellHeapTest {

    private static final class Held {
        final int cell;
        final byte[] bytes;

        Held(int cell, byte[] bytes) {
            this.cell = cell;
            this.bytes = bytes;
        }
    }

    @TempDir
    private Path directory;

    private CellHeap heap;

    @BeforeEach
    void open() {
        heap = CellHeap.open(directory);
    }

    @AfterEach
    void close() {
        heap.close();
    }

    @Test
    void givesNoTwoCellsTheSameBytes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Held> held = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
            if (held.isEmpty() || random.nextInt(5) < 3) {
                byte[] bytes = new byte[size(random)];
                random.nextBytes(bytes);
                int cell = heap.allocate(bytes.length);
                heap.write(cell, 0, bytes, 0, bytes.length);
                held.add(new Held(cell, bytes));
            } else {
                Held gone = held.set(random.nextInt(held.size()), held.getLast());
                held.removeLast();
                assertThat(heap.equals(gone.cell, 0, gone.bytes, 0, gone.bytes.length))
                        .as("seed %d, step %d", seed, i)
                        .isTrue();
                heap.free(gone.cell, gone.bytes.length);
            }
        }
        for (Held each : held) {
            byte[] found = new byte[each.bytes.length];
            heap.read(each.cell, 0, found, 0, found.length);
            assertThat(found).as("seed %d", seed).isEqualTo(each.bytes);
        }
    }

    @Test
    void usesAgainWhatWasGivenBack() {
        long before = 0;
        for (int round = 0; round < 10; round++) {
            int[] cells = new int[20_000];
            for (int i = 0; i < cells.length; i++) {
                cells[i] = heap.allocate(60 + round);
            }
            for (int cell : cells) {
                heap.free(cell, 60 + round);
            }
            assertThat(heap.usedBytes()).isZero();
            if (round == 0) {
                before = heap.fileBytes();
            }
        }
        // Rows that grow by a byte each round: what is freed is too short for the next and is cut up for other sizes.
        assertThat(heap.fileBytes()).isLessThan(before * 5);
    }

    @Test
    void cutsALongCellForAShortOne() {
        int[] large = new int[200];
        for (int i = 0; i < large.length; i++) {
            large[i] = heap.allocate(5_000);
        }
        for (int cell : large) {
            heap.free(cell, 5_000);
        }
        long bytes = heap.fileBytes();
        for (int i = 0; i < 10_000; i++) {
            heap.allocate(64);
        }
        assertThat(heap.fileBytes()).isEqualTo(bytes);
    }

    @Test
    void holdsCellsUpToTheLimit() {
        byte[] bytes = new byte[CellHeap.maxCellBytes()];
        Arrays.fill(bytes, (byte) 7);
        int first = heap.allocate(bytes.length);
        heap.write(first, 0, bytes, 0, bytes.length);
        heap.free(first, bytes.length);
        assertThat(heap.allocate(bytes.length)).isEqualTo(first);

        assertThatThrownBy(() -> heap.allocate(bytes.length + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> heap.allocate(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsNumbersAsAvroWritesThemAlsoAtTheEndOfASegment() {
        int cell = heap.allocate(CellHeap.maxCellBytes());
        Random random = new Random(7);
        byte[] bytes = new byte[10];
        for (int i = 0; i < 20_000; i++) {
            long number = i == 0 ? Long.MIN_VALUE : random.nextLong() >> random.nextInt(64);
            int length = BinaryData.encodeLong(number, bytes, 0);
            byte[] noise = new byte[10];
            random.nextBytes(noise);
            int offset = CellHeap.maxCellBytes() - 10 - random.nextInt(20);
            heap.write(cell, offset, noise, 0, 10);
            for (int at : new int[] {offset, CellHeap.maxCellBytes() - length}) {
                heap.write(cell, at, bytes, 0, length);
                assertThat(heap.getVarLong(cell, at)).isEqualTo(number);
                assertThat(heap.varLongBytes(cell, at)).isEqualTo(length);
            }
        }
    }

    @Test
    void leavesNothingInItsDirectory() throws Exception {
        heap.allocate(100);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    private static int size(Random random) {
        return switch (random.nextInt(20)) {
            case 0 -> 1 + random.nextInt(100_000);
            case 1 -> 8_000 + random.nextInt(400);
            default -> 1 + random.nextInt(120);
        };
    }
}
