package dev.tributary.benchmarks.contender;

/** What is in a contender's output topic. */
public enum Output {
    /** The join. */
    JOINED,
    /** The change events of orders as they came. */
    COPIED
}
