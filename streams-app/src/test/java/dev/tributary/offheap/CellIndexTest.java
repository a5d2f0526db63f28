package dev.tributary.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CellIndexTest {

    private CellHeap heap;
    private CellIndex index;

    @BeforeEach
    void open(@TempDir Path directory) {
        heap = CellHeap.open(directory);
        index = new CellIndex(heap, cell -> heap.getLong(cell, 0));
    }

    @AfterEach
    void close() {
        heap.close();
    }

    @Test
    void agreesWithAHashMap() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<Long, Integer> model = new HashMap<>();
        for (int i = 0; i < 300_000; i++) {
            long key = key(random);
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    int cell = cell(key);
                    index.put(key, cell);
                    model.put(key, cell);
                }
                case 2 -> {
                    index.remove(key);
                    model.remove(key);
                }
                default ->
                    assertThat(index.find(key)).as("seed %d, step %d", seed, i).isEqualTo(model.getOrDefault(key, 0));
            }
        }
        assertThat(index.size()).as("seed %d", seed).isEqualTo(model.size());
        model.forEach((key, cell) ->
                assertThat(index.find(key)).as("seed %d, key %d", seed, key).isEqualTo(cell));
        Set<Integer> visited = new HashSet<>();
        index.forEach(cell -> assertThat(visited.add(cell)).isTrue());
        assertThat(visited).as("seed %d", seed).isEqualTo(new HashSet<>(model.values()));
    }

    @Test
    void growsWithIdsInARowAsASequenceGivesThem() {
        for (long id = 1; id <= 200_000; id++) {
            index.put(id, cell(id));
        }
        for (long id = 1; id <= 200_000; id++) {
            assertThat(heap.getLong(index.find(id), 0)).isEqualTo(id);
        }
        assertThat(index.find(0)).isZero();
        assertThat(index.find(200_001)).isZero();
    }

    @Test
    void takesLessThanNineBytesAKey() {
        long cells = 0;
        for (long id = 1; id <= 100_000; id++) {
            index.put(id, cell(id));
            cells += 8;
        }
        assertThat((double) (heap.usedBytes() - cells) / 100_000).isLessThan(9);
    }

    private int cell(long key) {
        int cell = heap.allocate(8);
        heap.putLong(cell, 0, key);
        return cell;
    }

    private static long key(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> random.nextInt(500);
            case 1 -> random.nextInt(100_000);
            default -> Long.MIN_VALUE + random.nextInt(1_000);
        };
    }
}
