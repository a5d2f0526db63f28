package dev.tributary.topics;

/**
 * A topic as the application needs it: compacted, so that it holds the last value of every key for ever and everything
 * can be rebuilt from it.
 *
 * @param partitionsKey the setting that says how many partitions it has, for messages
 */
public record TopicSpec(String name, int partitions, String partitionsKey) {}
