package dev.tributary.benchmarks.workload;

/** The topics of change events that a contender reads. */
public record Topics(String users, String orders) {}
