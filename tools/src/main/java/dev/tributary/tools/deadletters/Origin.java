package dev.tributary.tools.deadletters;

import dev.tributary.tools.ToolException;
import org.apache.kafka.common.TopicPartition;

/** Where a dead letter's record was, and so which record it is: {@code cdc.public.orders:2:1234}. */
record Origin(String topic, int partition, long offset) {

    /** Reads what {@link #toString} writes; a topic's name may have no colon. */
    static Origin parse(String text) {
        String[] parts = text.split(":", -1);
        try {
            if (parts.length == 3 && !parts[0].isEmpty()) {
                return new Origin(parts[0], Integer.parseUnsignedInt(parts[1]), Long.parseUnsignedLong(parts[2]));
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw ToolException.usage(
                "a dead letter is named by topic:partition:offset, as `dead-letters list` does, and not " + text);
    }

    TopicPartition topicPartition() {
        return new TopicPartition(topic, partition);
    }

    @Override
    public String toString() {
        return topic + ":" + partition + ":" + offset;
    }
}
