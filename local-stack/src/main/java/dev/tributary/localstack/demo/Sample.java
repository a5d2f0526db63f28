package dev.tributary.localstack.demo;

import java.time.Duration;
import java.util.List;

/**
 * What was seen since the last sample.
 *
 * @param captured change events on the CDC topics
 * @param enriched records on the view's topic, deletions included
 * @param latency of those records
 * @param latest the last of them in words, oldest first
 */
record Sample(Duration covers, long captured, long enriched, Latency latency, List<String> latest) {

    long capturedPerSecond() {
        return perSecond(captured);
    }

    long enrichedPerSecond() {
        return perSecond(enriched);
    }

    private long perSecond(long count) {
        return Math.round(count * 1e9 / Math.max(1, covers.toNanos()));
    }
}
