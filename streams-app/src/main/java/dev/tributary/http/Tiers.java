package dev.tributary.http;

import dev.tributary.enrich.EnrichTier;
import dev.tributary.tier.RunningTier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * What runs in this process by now: the API answers before anything else is up.
 *
 * @param expected how many tiers there will be
 */
record Tiers(
        int expected,
        @Nullable EnrichTier enrichOrNull,
        @Nullable View viewOrNull) {

    List<RunningTier> running() {
        List<RunningTier> running = new ArrayList<>();
        if (enrichOrNull != null) {
            running.add(enrichOrNull.tier());
        }
        if (viewOrNull != null) {
            running.add(viewOrNull.tier().tier());
        }
        return running;
    }

    Optional<EnrichTier> enrich() {
        return Optional.ofNullable(enrichOrNull);
    }

    Optional<View> view() {
        return Optional.ofNullable(viewOrNull);
    }

    /** Whether one has failed for good. */
    boolean isDead() {
        return running().stream()
                .map(tier -> tier.streams().state())
                .anyMatch(state -> state == KafkaStreams.State.ERROR || state == KafkaStreams.State.PENDING_ERROR);
    }

    /** Whether all work: nothing is being restored or moved. */
    boolean isReady() {
        return running().size() == expected
                && running().stream().allMatch(tier -> tier.streams().state() == KafkaStreams.State.RUNNING)
                && (viewOrNull == null || viewOrNull.tier().isReady());
    }
}
