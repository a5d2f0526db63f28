package dev.tributary.benchmarks;

import dev.tributary.benchmarks.measure.Statistics;
import dev.tributary.benchmarks.report.Row;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Several rounds as one figure. */
final class Summaries {

    private Summaries() {}

    /** The values of a key, in the order in which they first come. */
    static List<String> distinct(List<Row> rows, String key) {
        return rows.stream().map(row -> row.text(key)).distinct().toList();
    }

    static List<Row> where(List<Row> rows, String key, Object value) {
        return rows.stream().filter(row -> row.is(key, value)).collect(Collectors.toList());
    }

    /** NaN if nothing was measured. */
    static double median(List<Row> rows, String key) {
        return Statistics.median(rows.stream()
                .map(row -> row.number(key))
                .filter(Predicate.not(value -> value.isNaN()))
                .toList());
    }

    static double least(List<Row> rows, String key) {
        return rows.stream()
                .mapToDouble(row -> row.number(key))
                .filter(value -> !Double.isNaN(value))
                .min()
                .orElse(Double.NaN);
    }

    static double most(List<Row> rows, String key) {
        return rows.stream()
                .mapToDouble(row -> row.number(key))
                .filter(value -> !Double.isNaN(value))
                .max()
                .orElse(Double.NaN);
    }
}
