package dev.tributary.view;

/**
 * Where a partition of the topic ended.
 *
 * @param askedNanos when the broker was asked, by {@link System#nanoTime}: it ended there then or later
 * @param offset of what is committed next
 */
record TopicEnd(long askedNanos, long offset) {}
