package dev.tributary.tools.audit;

import java.util.List;
import java.util.stream.Collectors;

/** One way in which the topic is not what the database computes. */
public sealed interface Difference {

    /** For people, in one line. */
    String describe();

    /** In the database, and not in the topic. */
    record MissingRow(long orderId) implements Difference {
        @Override
        public String describe() {
            return "order " + orderId + " is missing from the topic";
        }
    }

    /** In the topic, and not in the database. */
    record ExtraRow(long orderId, Place place) implements Difference {
        @Override
        public String describe() {
            return "order " + orderId + " is in the topic (" + place + "), but not in the database";
        }
    }

    /** In several partitions: what is compacted and read by key has no one answer for it. */
    record DuplicateKey(long orderId, List<Place> places) implements Difference {
        public DuplicateKey {
            places = List.copyOf(places);
        }

        @Override
        public String describe() {
            return "order " + orderId + " is in the topic more than once: "
                    + places.stream().map(Place::toString).collect(Collectors.joining(", "));
        }
    }

    record DifferentColumn(long orderId, String column, String inDatabase, String inTopic, Place place)
            implements Difference {
        @Override
        public String describe() {
            return "order " + orderId + ": " + column + " is " + inDatabase + " in the database, and " + inTopic
                    + " in the topic (" + place + ")";
        }
    }

    /** A key that is no order's id, or a value that is no enriched order. */
    record Unreadable(String key, Place place, String reason) implements Difference {
        @Override
        public String describe() {
            return "the record with key " + key + " (" + place + ") cannot be read: " + reason;
        }
    }

    record Place(int partition, long offset) {
        @Override
        public String toString() {
            return "partition " + partition + ", offset " + offset;
        }
    }
}
