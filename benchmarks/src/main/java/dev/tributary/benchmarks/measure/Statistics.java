package dev.tributary.benchmarks.measure;

import java.util.List;

/** Of a few figures that should be the same. */
public final class Statistics {

    private Statistics() {}

    /** NaN of none. */
    public static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int size = sorted.size();
        if (size == 0) {
            return Double.NaN;
        }
        return size % 2 == 1 ? sorted.get(size / 2) : (sorted.get(size / 2 - 1) + sorted.get(size / 2)) / 2;
    }

    /** By which part of the smaller one two figures differ. */
    public static double difference(double one, double other) {
        return Math.abs(one - other) / Math.min(one, other);
    }
}
