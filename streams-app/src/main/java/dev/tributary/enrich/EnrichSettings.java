package dev.tributary.enrich;

import dev.tributary.topics.DescribedTopic;
import java.time.Duration;
import java.util.List;

/**
 * What shapes the enrich topology.
 *
 * @param tables that are joined
 * @param referenced the topics of {@link JoinedTables#referenced}, in this order
 * @param baseTopic change events of the base table
 * @param enrichedTopic where results go, and where the rows of the base table are restored from
 * @param partitions how many {@code baseTopic} has, and {@code enrichedTopic} too
 * @param results {@code enrichedTopic} as the broker has it
 * @param maxRowBytes what a row may have, encoded: a result has several, and goes into one record
 * @param deletedRetention for how long a deleted row's version is remembered
 */
record EnrichSettings(
        JoinedTables tables,
        List<Referenced> referenced,
        String baseTopic,
        String enrichedTopic,
        int partitions,
        DescribedTopic results,
        int maxRowBytes,
        Duration deletedRetention) {

    /**
     * The topics of a joined table.
     *
     * @param names of its part of the topology
     * @param changes its change events
     * @param partitions how many {@code changes} has, and {@code rows} too
     * @param rows where the guard writes its rows, and where they are read from
     */
    record Referenced(Names names, String changes, int partitions, String rows) {}

    EnrichSettings {
        referenced = List.copyOf(referenced);
    }
}
