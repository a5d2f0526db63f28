package dev.tributary.benchmarks.workload;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** All records of a topic in any order, compared by number and by the sum of their hashes. */
public record Raw(long count, long sum) {

    public static final Raw NONE = new Raw(0, 0);

    public Raw plus(byte @Nullable [] key, byte @Nullable [] value) {
        return new Raw(count + 1, sum + hash(key, value));
    }

    private static long hash(byte @Nullable [] key, byte @Nullable [] value) {
        return new ResultHash()
                .add((long) Arrays.hashCode(key))
                .add((long) Arrays.hashCode(value))
                .value();
    }
}
