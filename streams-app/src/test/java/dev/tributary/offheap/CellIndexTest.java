package dev.tributary.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.definition.key.Key;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
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
        index = new CellIndex(heap, TestKeys.integers(heap));
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
                    index.put(Key.of(key), cell);
                    model.put(key, cell);
                }
                case 2 -> {
                    index.remove(Key.of(key));
                    model.remove(key);
                }
                default ->
                    assertThat(index.find(Key.of(key)))
                            .as("seed %d, step %d", seed, i)
                            .isEqualTo(model.getOrDefault(key, 0));
            }
        }
        assertThat(index.size()).as("seed %d", seed).isEqualTo(model.size());
        model.forEach((key, cell) -> assertThat(index.find(Key.of(key)))
                .as("seed %d, key %d", seed, key)
                .isEqualTo(cell));
        Set<Integer> visited = new HashSet<>();
        index.forEach(cell -> assertThat(visited.add(cell)).isTrue());
        assertThat(visited).as("seed %d", seed).isEqualTo(new HashSet<>(model.values()));
    }

    @Test
    void growsWithIdsInARowAsASequenceGivesThem() {
        for (long id = 1; id <= 200_000; id++) {
            index.put(Key.of(id), cell(id));
        }
        for (long id = 1; id <= 200_000; id++) {
            assertThat(heap.getLong(index.find(Key.of(id)), 0)).isEqualTo(id);
        }
        assertThat(index.find(Key.of(0))).isZero();
        assertThat(index.find(Key.of(200_001))).isZero();
    }

    /** As a table whose rows come and go: it is neither split nor filled again with another seed for rows that are gone. */
    @Test
    void makesNoRoomForKeysThatAreRemoved() {
        for (long id = 1; id <= 1_000; id++) {
            index.put(Key.of(id), cell(id));
        }
        int entries = index.directoryEntries();
        long seed = index.seed();

        for (long id = 1; id <= 50_000; id++) {
            index.remove(Key.of(id));
            index.put(Key.of(id + 1_000), cell(id + 1_000));
        }

        assertThat(index.size()).isEqualTo(1_000);
        assertThat(index.directoryEntries()).isLessThanOrEqualTo(2 * entries);
        assertThat(index.seed()).isEqualTo(seed);
    }

    @Test
    void takesLessThanNineBytesAKey() {
        int[] cells = new int[100_000];
        for (int id = 0; id < cells.length; id++) {
            cells[id] = cell(id);
        }
        long before = heap.usedBytes();
        for (int id = 0; id < cells.length; id++) {
            index.put(Key.of(id), cells[id]);
        }
        assertThat((double) (heap.usedBytes() - before) / cells.length).isLessThan(9);
    }

    /** Where the hash has no seed, anybody can find such ids: the directory would double for each bit that they share. */
    @Test
    void staysSmallWithIdsThatCollideWithoutASeed() {
        for (int i = 1; i <= 5_000; i++) {
            long id = idOfHash(i);
            index.put(Key.of(id), cell(id));
        }
        assertThat(index.directoryEntries()).isLessThanOrEqualTo(32);
    }

    @Test
    void takesAnotherSeedWhenIdsCollide() {
        Iterator<Long> seeds = List.of(0L, 1L).iterator();
        CellIndex seeded = new CellIndex(heap, TestKeys.integers(heap), seeds::next);
        for (long id = 1; id <= 2_000; id++) {
            seeded.put(Key.of(id), cell(id));
        }
        long before = heap.usedBytes();
        for (int i = 1; i <= 1_000; i++) {
            long id = idOfHash(i);
            seeded.put(Key.of(id), cell(id));
        }
        assertThat(seeds.hasNext()).as("a seed is left").isFalse();
        assertThat(seeded.directoryEntries()).isLessThanOrEqualTo(16);
        assertThat(heap.usedBytes() - before).as("the old buckets are freed").isLessThan(1_000 * 16 + 16 * 5_200);
        assertThat(seeded.size()).isEqualTo(3_000);
        for (long id = 1; id <= 2_000; id++) {
            assertThat(heap.getLong(seeded.find(Key.of(id)), 0)).isEqualTo(id);
        }
        for (int i = 1; i <= 1_000; i++) {
            assertThat(heap.getLong(seeded.find(Key.of(idOfHash(i))), 0)).isEqualTo(idOfHash(i));
        }
    }

    @Test
    void twoIndexesHaveNotTheSameSeed() {
        CellIndex other = new CellIndex(heap, TestKeys.integers(heap));
        assertThat(other.seed()).isNotEqualTo(index.seed());
    }

    /** The id whose hash is this under the seed 0: the steps of MurmurHash3's finalizer, undone. */
    private static long idOfHash(long hash) {
        long h = hash;
        h = (h ^ (h >>> 33)) * 0x9cb4b2f8129337dbL;
        h = (h ^ (h >>> 33)) * 0x4f74430c22a54005L;
        return h ^ (h >>> 33);
    }

    /** Of texts, too, it grows one bucket at a time. */
    @Test
    void agreesWithAHashMapOfTexts() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        CellIndex texts = new CellIndex(heap, TestKeys.texts(heap));
        Map<Key, Integer> model = new HashMap<>();
        for (int i = 0; i < 100_000; i++) {
            Key key = text(random);
            if (random.nextInt(3) > 0) {
                int cell = heap.allocate(Integer.BYTES + key.utf8().length);
                heap.putInt(cell, 0, key.utf8().length);
                heap.write(cell, Integer.BYTES, key.utf8(), 0, key.utf8().length);
                texts.put(key, cell);
                model.put(key, cell);
            } else {
                texts.remove(key);
                model.remove(key);
            }
        }
        assertThat(texts.size()).as("seed %d", seed).isEqualTo(model.size());
        model.forEach((key, cell) ->
                assertThat(texts.find(key)).as("seed %d, key %s", seed, key).isEqualTo(cell));
        assertThat(texts.find(Key.of("none has this length of a text"))).isZero();
    }

    private static Key text(Random random) {
        int number = random.nextInt(20_000);
        return Key.of(
                switch (number % 4) {
                    case 0 -> "";
                    case 1 -> "k".repeat(number % 1_000);
                    case 2 -> "ключ " + number;
                    default -> Integer.toString(number);
                });
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
