package dev.tributary.enrich;

import java.time.Duration;

/**
 * What shapes the enrich topology.
 *
 * @param applicationId prefix of its internal topics
 * @param usersTopic change events of {@code users}
 * @param ordersTopic change events of {@code orders}
 * @param enrichedTopic where results go, and where the orders are restored from
 * @param partitions how many {@code ordersTopic} has, and {@code enrichedTopic} too
 * @param maxRowBytes what a row may have, encoded: a result has two, and goes into one record
 * @param deletedRetention for how long a deleted row's version is remembered
 */
record EnrichSettings(
        String applicationId,
        String usersTopic,
        String ordersTopic,
        String enrichedTopic,
        int partitions,
        int maxRowBytes,
        Duration deletedRetention) {}
