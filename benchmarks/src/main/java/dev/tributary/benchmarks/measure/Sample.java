package dev.tributary.benchmarks.measure;

/**
 * One look at a run.
 *
 * @param nanos when, by {@link System#nanoTime()}
 * @param progress end offsets of the output, added up
 * @param clientCpu microseconds of the contender's process since its start
 * @param brokerCpu microseconds of the broker's process since its start
 */
public record Sample(long nanos, long progress, long clientCpu, long brokerCpu) {}
