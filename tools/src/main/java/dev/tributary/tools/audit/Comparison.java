package dev.tributary.tools.audit;

import dev.tributary.avro.SchemaRegistryUnavailableException;
import dev.tributary.tools.audit.Difference.ExtraRow;
import dev.tributary.tools.audit.Difference.MissingRow;
import dev.tributary.tools.audit.Difference.Place;
import dev.tributary.tools.audit.Difference.Unreadable;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Two sequences in the order of the orders' ids, held against each other.
 *
 * @param rows how many different orders there were in the two together
 * @param differences how many differences
 * @param first the first of them
 */
record Comparison(long rows, long differences, List<Difference> first) {

    Comparison {
        first = List.copyOf(first);
    }

    /** The topic held against the database. */
    static Comparison of(
            JoinedRows expected, TopicState actual, Function<byte[], GenericRecord> decoder, int maxDifferences)
            throws SQLException {
        List<Difference> wrong = new ArrayList<>(actual.unreadable());
        wrong.addAll(actual.duplicates());
        Iterator<HeldRow> rows = actual.byId().entrySet().stream()
                .map(entry -> new HeldRow(
                        entry.getKey(),
                        entry.getValue().place(),
                        () -> entry.getValue().decode(decoder)))
                .iterator();
        return of(expected, rows, Place.TOPIC, wrong, maxDifferences);
    }

    /**
     * Rows by id held against the database.
     *
     * @param where they are, in words
     * @param wrong what is wrong with them already
     */
    static Comparison of(
            JoinedRows expected, Iterator<HeldRow> actual, String where, List<Difference> wrong, int maxDifferences)
            throws SQLException {
        Collector collector = new Collector(maxDifferences);
        wrong.forEach(collector::add);
        Optional<JoinedRow> row = expected.next();
        Optional<HeldRow> held = next(actual);
        while (row.isPresent() || held.isPresent()) {
            long rowId = row.map(JoinedRow::id).orElse(Long.MAX_VALUE);
            long heldId = held.map(HeldRow::id).orElse(Long.MAX_VALUE);
            collector.rows++;
            if (held.isEmpty() || (row.isPresent() && rowId < heldId)) {
                collector.add(new MissingRow(rowId, where));
                row = expected.next();
            } else if (row.isEmpty() || heldId < rowId) {
                collector.add(new ExtraRow(heldId, held.get().place()));
                held = next(actual);
            } else {
                collector.compare(row.get(), held.get());
                row = expected.next();
                held = next(actual);
            }
        }
        return new Comparison(collector.rows, collector.differences, collector.first);
    }

    private static <T> Optional<T> next(Iterator<T> iterator) {
        return iterator.hasNext() ? Optional.of(iterator.next()) : Optional.empty();
    }

    private static final class Collector {
        private final int maxDifferences;
        private final List<Difference> first = new ArrayList<>();
        private long rows;
        private long differences;

        Collector(int maxDifferences) {
            this.maxDifferences = maxDifferences;
        }

        void add(Difference difference) {
            differences++;
            if (first.size() < maxDifferences) {
                first.add(difference);
            }
        }

        void compare(JoinedRow expected, HeldRow held) {
            try {
                RowComparison.differences(expected, held.record().get(), held.place())
                        .forEach(this::add);
            } catch (SchemaRegistryUnavailableException e) {
                throw e;
            } catch (SerializationException | ClassCastException | DateTimeException | ArithmeticException e) {
                add(new Unreadable(Long.toString(expected.id()), held.place(), String.valueOf(e.getMessage())));
            }
        }
    }
}
