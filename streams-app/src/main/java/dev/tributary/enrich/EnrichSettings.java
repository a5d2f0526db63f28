package dev.tributary.enrich;

import java.time.Duration;

/**
 * What shapes the enrich topology.
 *
 * @param usersTopic change events of {@code users}
 * @param ordersTopic change events of {@code orders}
 * @param enrichedTopic where results go
 * @param deletedRetention for how long a deleted row's version is remembered
 */
record EnrichSettings(String usersTopic, String ordersTopic, String enrichedTopic, Duration deletedRetention) {}
