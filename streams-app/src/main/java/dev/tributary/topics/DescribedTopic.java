package dev.tributary.topics;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.Uuid;

/**
 * A compacted topic, as the broker has it.
 *
 * @param id another one if the topic was deleted and made anew
 * @param deletionsKept for how long it keeps a tombstone
 * @param maxMessageBytes what a batch of records, and so a single one, may have
 */
public record DescribedTopic(Uuid id, Duration deletionsKept, int maxMessageBytes) {

    /**
     * Whether state that was complete at a time may be gone on from: what has been deleted since is still to be read. Some of the
     * time is left for reading.
     */
    public boolean hasDeletionsSince(Instant complete, Instant now) {
        return !complete.plus(deletionsKept.dividedBy(10).multipliedBy(9)).isBefore(now);
    }
}
