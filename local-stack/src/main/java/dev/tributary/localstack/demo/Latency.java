package dev.tributary.localstack.demo;

import org.HdrHistogram.Histogram;

/**
 * From the commit of a row to its result in the hands of a consumer, in milliseconds.
 *
 * @param count of results; the others mean nothing if it is 0
 */
record Latency(long count, long p50, long p99, long max) {

    static Latency of(Histogram histogram) {
        return new Latency(
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(99),
                histogram.getMaxValue());
    }
}
