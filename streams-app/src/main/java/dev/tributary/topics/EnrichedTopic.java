package dev.tributary.topics;

import java.time.Duration;
import org.apache.kafka.common.Uuid;

/**
 * The topic of the results, as the broker has it.
 *
 * @param id another one if the topic was deleted and made anew
 * @param deletionsKept for how long it keeps a tombstone
 * @param maxMessageBytes what a batch of records, and so a single one, may have
 */
public record EnrichedTopic(Uuid id, Duration deletionsKept, int maxMessageBytes) {}
