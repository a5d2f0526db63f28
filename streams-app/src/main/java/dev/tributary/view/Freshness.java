package dev.tributary.view;

/**
 * How fresh an answer has to be.
 *
 * @param atLeast what it has to reflect
 * @param deadlineNanos until when {@code await} waits for that, by {@link System#nanoTime}; reads do not wait
 * @param standby whether a standby may answer if the owner does not
 */
public record Freshness(Position atLeast, long deadlineNanos, boolean standby) {}
