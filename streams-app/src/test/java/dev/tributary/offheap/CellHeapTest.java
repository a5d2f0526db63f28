package dev.tributary.offheap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.io.BinaryData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CellHeapTest {

    /** A cell that is in use, and what it must hold. */
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

    /**
     * Cells are allocated, replaced by cells of other sizes, and freed, in phases of growth and of shrinking; what lives is never
     * touched, and the memory is bounded by the most that was ever in use.
     */
    @Test
    void agreesWithAModelWhileItGrowsAndShrinks() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Held> model = new ArrayList<>();
        long held = 0;
        long most = 0;
        for (int phase = 0; phase < 8; phase++) {
            boolean grows = phase % 2 == 0;
            int largest = 40 << random.nextInt(5);
            for (int step = 0; step < 30_000; step++) {
                int action = random.nextInt(10);
                if (model.isEmpty() || (grows ? action < 5 : action < 1)) {
                    Held added = allocate(random, size(random, largest));
                    model.add(added);
                    held += added.bytes.length;
                } else if (action < 8 && !(action < 6 && !grows)) {
                    int index = random.nextInt(model.size());
                    Held larger = allocate(random, size(random, largest));
                    Held replaced = model.set(index, larger);
                    held += larger.bytes.length - replaced.bytes.length;
                    free(replaced, seed);
                } else {
                    Held gone = model.set(random.nextInt(model.size()), model.getLast());
                    model.removeLast();
                    held -= gone.bytes.length;
                    free(gone, seed);
                }
                most = Math.max(most, heap.usedBytes());
            }
            // Each cell has a header, up to three bytes of padding, and a remainder too small for a chunk of its own.
            assertThat(heap.usedBytes())
                    .as("seed %d, phase %d", seed, phase)
                    .isBetween(held, held + (4L + 3 + 4 * (FreeCells.SMALLEST - 1)) * model.size());
            assertThat(heap.mappedBytes())
                    .as("seed %d, phase %d: at most %d in use", seed, phase, most)
                    .isLessThan(most * 3 / 2 + (4 << 20));
        }
        for (Held each : model) {
            free(each, seed);
        }
        assertThat(heap.usedBytes()).as("seed %d", seed).isZero();
        mergedAgain();
    }

    /** Rows of a table whose new column is filled, and filled again. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rowsThatGrowTakeLittleMoreThanTheyAre(boolean inOrder) {
        Random random = new Random(1);
        int[] cells = new int[100_000];
        int[] sizes = new int[cells.length];
        for (int i = 0; i < cells.length; i++) {
            sizes[i] = 80;
            cells[i] = heap.allocate(80);
        }
        for (int change = 0; change < 12 * cells.length; change++) {
            int i = inOrder ? change % cells.length : random.nextInt(cells.length);
            sizes[i] += 16;
            int larger = heap.allocate(sizes[i]);
            heap.free(cells[i]);
            cells[i] = larger;
        }
        assertThat(heap.mappedBytes()).isLessThan(heap.usedBytes() * 6 / 5);
    }

    /** The worst that sizes can do to an allocator that does not move cells: every other one is kept when their size doubles. */
    @Test
    void cellsThatPinTheirSurroundingsTakeLessThanTheBoundOfRobson() {
        int most = 16 << 20;
        List<Held> kept = new ArrayList<>();
        for (int size = 64; size <= 16_384; size *= 2) {
            while (heap.usedBytes() + size + 16 <= most) {
                kept.add(new Held(heap.allocate(size), new byte[0]));
            }
            List<Held> half = new ArrayList<>();
            for (int i = 0; i < kept.size(); i++) {
                if (i % 2 == 0) {
                    half.add(kept.get(i));
                } else {
                    heap.free(kept.get(i).cell);
                }
            }
            kept = half;
        }
        int doublings = 8;
        assertThat(heap.mappedBytes()).isLessThan((long) most * (1 + doublings / 2));
    }

    @Test
    void mergesFreeNeighboursInWhicheverOrderTheyAreFreed() {
        Random random = new Random(3);
        List<Integer> cells = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            cells.add(heap.allocate(1 + random.nextInt(300)));
        }
        Collections.shuffle(cells, random);
        cells.forEach(heap::free);
        assertThat(heap.usedBytes()).isZero();
        mergedAgain();
    }

    @Test
    void refusesToFreeACellTwice() {
        int cell = heap.allocate(100);
        heap.allocate(100);
        heap.free(cell);
        assertThatThrownBy(() -> heap.free(cell)).isInstanceOf(IllegalStateException.class);
    }

    /** As the kernel counts it for this process, of which some other memory comes and goes meanwhile. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void usesAnonymousMemoryThatIsNotWrittenBackAndIsReleasedAtOnce() throws Exception {
        int megabytes = 256;
        long anonymous = kernelCount("/proc/self/status", "RssAnon:", 1 << 10);
        long written = kernelCount("/proc/self/io", "write_bytes:", 1);
        byte[] bytes = new byte[500_000];
        CellHeap large = CellHeap.open(directory);
        for (int i = 0; i < megabytes * 2; i++) {
            large.write(large.allocate(bytes.length), 0, bytes, 0, bytes.length);
        }
        long full = kernelCount("/proc/self/status", "RssAnon:", 1 << 10);
        assertThat(full - anonymous).isGreaterThan((megabytes - 100) * 1_000_000L);
        assertThat(kernelCount("/proc/self/io", "write_bytes:", 1) - written).isLessThan(50_000_000L);

        large.close();
        assertThat(full - kernelCount("/proc/self/status", "RssAnon:", 1 << 10))
                .isGreaterThan((megabytes - 100) * 1_000_000L);
    }

    @Test
    void holdsCellsUpToTheLimit() {
        byte[] bytes = new byte[CellHeap.maxCellBytes()];
        Arrays.fill(bytes, (byte) 7);
        int first = heap.allocate(bytes.length);
        heap.write(first, 0, bytes, 0, bytes.length);
        heap.free(first);
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

    /** All of the memory is free chunks of whole segments: the largest cells fit where many small ones were. */
    private void mergedAgain() {
        long mapped = heap.mappedBytes();
        for (long segment = 1 << 20; segment < mapped; segment += 1 << 20) {
            heap.allocate(CellHeap.maxCellBytes() - 64);
        }
        assertThat(heap.mappedBytes()).isLessThanOrEqualTo(mapped + (1 << 20));
    }

    private Held allocate(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        Held held = new Held(heap.allocate(size), bytes);
        heap.write(held.cell, 0, bytes, 0, size);
        return held;
    }

    private void free(Held held, long seed) {
        byte[] found = new byte[held.bytes.length];
        heap.read(held.cell, 0, found, 0, found.length);
        assertThat(found).as("seed %d", seed).isEqualTo(held.bytes);
        heap.free(held.cell);
    }

    private static int size(Random random, int largest) {
        return switch (random.nextInt(400)) {
            case 0 -> 1 + random.nextInt(100_000);
            case 1, 2, 3 -> 8_000 + random.nextInt(400);
            default -> 1 + random.nextInt(largest);
        };
    }

    private static long kernelCount(String file, String name, int unit) throws IOException {
        for (String line : Files.readAllLines(Path.of(file))) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * unit;
            }
        }
        throw new IOException(file + " has no " + name);
    }
}
