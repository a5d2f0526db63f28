package dev.tributary.tools.generate;

import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/** Some of the ids of a table: as many as fit, and of more than that, a random choice. */
final class IdSample {

    private final int[] ids;
    private int size;

    IdSample(int capacity) {
        ids = new int[capacity];
    }

    void add(int id, RandomGenerator random) {
        if (size < ids.length) {
            ids[size++] = id;
        } else {
            ids[random.nextInt(size)] = id;
        }
    }

    /** Prefers the front of the sample, as a few customers place most of the orders. */
    OptionalInt pickSkewed(RandomGenerator random) {
        double uniform = random.nextDouble();
        return size == 0 ? OptionalInt.empty() : OptionalInt.of(ids[(int) (uniform * uniform * size)]);
    }

    OptionalInt pick(RandomGenerator random) {
        return size == 0 ? OptionalInt.empty() : OptionalInt.of(ids[random.nextInt(size)]);
    }

    /** The last one added, as long as the sample is not full: the least likely to have been picked. */
    OptionalInt last() {
        return size == 0 ? OptionalInt.empty() : OptionalInt.of(ids[size - 1]);
    }

    void remove(int id) {
        for (int i = size - 1; i >= 0; i--) {
            if (ids[i] == id) {
                ids[i] = ids[--size];
            }
        }
    }

    int size() {
        return size;
    }
}
