package dev.tributary.view;

import dev.tributary.metrics.Histogram;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * How long it takes from the commit of a change in the database until it can be seen here: the database's clock against this
 * machine's. Rows that a snapshot has read, and deletions, do not count. Safe for use by several threads.
 */
final class VisibleLatency {

    private final String topic;
    private final Deserializer<OptionalLong> commitTimes;
    private final Histogram histogram;
    private final InstantSource clock;

    /** @param commitTimes reads of a value when its change was committed, in microseconds since the epoch */
    VisibleLatency(String topic, Deserializer<OptionalLong> commitTimes, Histogram histogram, InstantSource clock) {
        this.topic = topic;
        this.commitTimes = commitTimes;
        this.histogram = histogram;
        this.clock = clock;
    }

    /** This value can be seen from now on. */
    void isVisible(byte[] value) {
        OptionalLong committedAt = commitTimes.deserialize(topic, value);
        if (committedAt.isPresent()) {
            long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
            histogram.record(TimeUnit.MICROSECONDS.toNanos(now - committedAt.getAsLong()));
        }
    }
}
