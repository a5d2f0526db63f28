package dev.tributary.tools.audit;

import java.util.List;
import java.util.stream.Collectors;

/** One way in which the topic is not what the database computes. */
public sealed interface Difference {

    /** For people, in one line. */
    String describe();

    /**
     * In the database, and not in what is compared.
     *
     * @param row which one, such as {@code order 7}
     */
    record MissingRow(String row, String from) implements Difference {
        @Override
        public String describe() {
            return row + " is missing from " + from;
        }
    }

    /** In what is compared, and not in the database. */
    record ExtraRow(String row, Place place) implements Difference {
        @Override
        public String describe() {
            return row + " is in " + place.describe() + ", but not in the database";
        }
    }

    /** In several partitions: what is compacted and read by key has no one answer for it. */
    record DuplicateKey(String row, List<Place> places) implements Difference {
        public DuplicateKey {
            places = List.copyOf(places);
        }

        @Override
        public String describe() {
            return row + " is in the topic more than once: "
                    + places.stream().map(Place::toString).collect(Collectors.joining(", "));
        }
    }

    record DifferentColumn(String row, String column, String inDatabase, String held, Place place)
            implements Difference {
        @Override
        public String describe() {
            return row + ": " + column + " is " + inDatabase + " in the database, and " + held + " in "
                    + place.describe();
        }
    }

    /** A key that is none of a row, or a value that is no row. */
    record Unreadable(String key, Place place, String reason) implements Difference {
        @Override
        public String describe() {
            return "the record with key " + key + " (" + place + ") cannot be read: " + reason;
        }
    }

    /** Where something was found. */
    record Place(int partition, long offset) {

        /** Not in the topic, but in the view. */
        static final Place HTTP = new Place(-1, -1);

        /** In the table of a reporting database. */
        static final Place REPORTING = new Place(-2, -1);

        /** In a Delta table. */
        static final Place LAKEHOUSE = new Place(-3, -1);

        static final String TOPIC = "the topic";
        static final String VIEW = "the HTTP view";
        static final String TABLE = "the reporting database";
        static final String DELTA = "the lakehouse";

        String describe() {
            if (equals(HTTP)) {
                return VIEW;
            }
            if (equals(LAKEHOUSE)) {
                return DELTA;
            }
            return equals(REPORTING) ? TABLE : TOPIC + " (" + this + ")";
        }

        @Override
        public String toString() {
            return "partition " + partition + ", offset " + offset;
        }
    }
}
