package dev.tributary.view;

import dev.tributary.metrics.Histogram;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/**
 * How long it takes from the commit of a change in the database until it can be seen here: the database's clock against this
 * machine's. Rows that a snapshot has read, and deletions, do not count. Safe for use by several threads.
 */
final class VisibleLatency {

    private final Histogram histogram;
    private final InstantSource clock;

    VisibleLatency(Histogram histogram, InstantSource clock) {
        this.histogram = histogram;
        this.clock = clock;
    }

    /**
     * These can be seen from now on.
     *
     * @param committedAtMicros of each change, since the epoch
     */
    void areVisible(Collection<Long> committedAtMicros) {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        for (long committedAt : committedAtMicros) {
            histogram.record(TimeUnit.MICROSECONDS.toNanos(now - committedAt));
        }
    }
}
