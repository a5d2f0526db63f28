package dev.tributary.benchmarks;

import dev.tributary.benchmarks.report.Row;
import org.HdrHistogram.Histogram;

/** Of a histogram in microseconds, in milliseconds. */
final class Percentiles {

    private Percentiles() {}

    static Row into(Row row, Histogram histogram) {
        return row.with("count", histogram.getTotalCount())
                .with("p50", histogram.getValueAtPercentile(50) / 1e3)
                .with("p90", histogram.getValueAtPercentile(90) / 1e3)
                .with("p99", histogram.getValueAtPercentile(99) / 1e3)
                .with("max", histogram.getMaxValue() / 1e3);
    }
}
