package dev.tributary.enrich;

import dev.tributary.topics.DescribedTopic;
import java.time.Duration;

/**
 * What shapes the enrich topology.
 *
 * @param tables that are joined
 * @param userChangesTopic change events of {@code users}
 * @param userPartitions how many {@code userChangesTopic} has, and {@code usersTopic} too
 * @param usersTopic where the guard writes the users, and where they are read from
 * @param ordersTopic change events of {@code orders}
 * @param enrichedTopic where results go, and where the orders are restored from
 * @param partitions how many {@code ordersTopic} has, and {@code enrichedTopic} too
 * @param results {@code enrichedTopic} as the broker has it
 * @param maxRowBytes what a row may have, encoded: a result has two, and goes into one record
 * @param deletedRetention for how long a deleted row's version is remembered
 */
record EnrichSettings(
        JoinedTables tables,
        String userChangesTopic,
        int userPartitions,
        String usersTopic,
        String ordersTopic,
        String enrichedTopic,
        int partitions,
        DescribedTopic results,
        int maxRowBytes,
        Duration deletedRetention) {}
