package dev.tributary.tools.audit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a group is in what it reads. Taken in this order, so that nothing can hide between them: committed offsets, then
 * ends.
 *
 * @param committed of the group; no entry where it has committed nothing
 * @param earliest the first offset there is
 * @param stable the end of what is committed (read_committed)
 * @param high the end of everything, open transactions and all
 */
record GroupOffsets(
        Map<TopicPartition, Long> committed,
        Map<TopicPartition, Long> earliest,
        Map<TopicPartition, Long> stable,
        Map<TopicPartition, Long> high) {

    /** A partition in which a transaction is open: what it holds is not there yet. */
    Optional<TopicPartition> openTransaction() {
        return stable.entrySet().stream()
                .filter(end -> end.getValue() < high.getOrDefault(end.getKey(), 0L))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /**
     * Where the group has offsets left, and from which one on. They need not hold records: the markers that end
     * transactions have offsets too, and a group commits the offset after its last record (KIP-1094), before or behind
     * the marker.
     *
     * @param read the topics that the group reads
     */
    Map<TopicPartition, Long> unread(Set<String> read) {
        Map<TopicPartition, Long> unread = new HashMap<>();
        stable.forEach((partition, end) -> {
            long first = earliest.getOrDefault(partition, 0L);
            long next = Math.max(first, committed.getOrDefault(partition, first));
            if (read.contains(partition.topic()) && next < end) {
                unread.put(partition, next);
            }
        });
        return unread;
    }

    /** Offsets between a position and the end. */
    long lag(Map<TopicPartition, Long> positions) {
        return positions.entrySet().stream()
                .mapToLong(position -> stable.getOrDefault(position.getKey(), 0L) - position.getValue())
                .sum();
    }
}
