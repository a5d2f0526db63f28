package dev.tributary.lakehouse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far into its topic a table has everything. It is part of each commit to the table, so that the two cannot disagree.
 *
 * @param topicId of the topic that the offsets are of: one that is made anew has another
 * @param next by partition, the first offset that the table has not
 * @param commit grows with each commit of whichever process; Delta ignores a commit that is not above the table's last
 */
record Position(String topicId, SortedMap<Integer, Long> next, long commit) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAME = "tributary";

    Position {
        next = new TreeMap<>(next);
    }

    /**
     * With the records below these offsets too.
     *
     * @param ends by partition; those that are not named stay
     * @param now in milliseconds since 1970
     */
    Position advancedTo(Map<Integer, Long> ends, long now) {
        SortedMap<Integer, Long> advanced = new TreeMap<>(next);
        ends.forEach((partition, end) -> advanced.merge(partition, end, Math::max));
        return new Position(topicId, advanced, Math.max(commit + 1, now));
    }

    /** How many offsets are left until these. */
    long behind(Map<Integer, Long> ends) {
        return ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - next.getOrDefault(end.getKey(), 0L)))
                .sum();
    }

    /** Whether the topic still has all from here on: compaction leaves the beginning where it is. */
    boolean isWithin(Map<Integer, Long> beginnings, Map<Integer, Long> ends) {
        return next.entrySet().stream()
                .allMatch(position -> beginnings.getOrDefault(position.getKey(), Long.MAX_VALUE) <= position.getValue()
                        && position.getValue() <= ends.getOrDefault(position.getKey(), Long.MIN_VALUE));
    }

    /** For {@code userMetadata} of a commit. */
    String toJson() {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode position = root.putObject(NAME);
        position.put("topicId", topicId);
        position.put("commit", commit);
        ObjectNode offsets = position.putObject("next");
        next.forEach((partition, offset) -> offsets.put(partition.toString(), offset));
        return root.toString();
    }

    /** Of {@code userMetadata}; empty if it is not ours. */
    static Optional<Position> parse(String userMetadata) {
        try {
            JsonNode position = JSON.readTree(userMetadata).path(NAME);
            if (!position.isObject()) {
                return Optional.empty();
            }
            SortedMap<Integer, Long> next = new TreeMap<>();
            position.path("next")
                    .properties()
                    .forEach(offset -> next.put(
                            Integer.valueOf(offset.getKey()), offset.getValue().longValue()));
            return Optional.of(new Position(
                    position.path("topicId").asText(),
                    next,
                    position.path("commit").longValue()));
        } catch (JsonProcessingException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** As {@code startingOffsets} or {@code endingOffsets} of Spark's source. */
    static String offsets(String topic, Map<Integer, Long> offsets) {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode partitions = root.putObject(topic);
        offsets.forEach((partition, offset) -> partitions.put(partition.toString(), offset));
        return root.toString();
    }
}
