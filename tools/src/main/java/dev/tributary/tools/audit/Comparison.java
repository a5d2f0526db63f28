package dev.tributary.tools.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.avro.SchemaRegistryUnavailableException;
import dev.tributary.tools.Terminal;
import dev.tributary.tools.audit.Difference.ExtraRow;
import dev.tributary.tools.audit.Difference.MissingRow;
import dev.tributary.tools.audit.Difference.Place;
import dev.tributary.tools.audit.Difference.Unreadable;
import dev.tributary.tools.definition.View;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Two sequences in the order of the rows' keys, compared with each other.
 *
 * @param rows how many different rows there were in the two together
 * @param differences how many differences
 * @param first the first of them
 */
record Comparison(long rows, long differences, List<Difference> first) {

    Comparison {
        first = List.copyOf(first);
    }

    /** The topic compared with the database. */
    static Comparison of(
            View view, DatabaseRows expected, TopicState actual, Function<byte[], JsonNode> decoder, int maxDifferences)
            throws SQLException {
        List<Difference> wrong = new ArrayList<>(actual.unreadable());
        wrong.addAll(actual.duplicates(view::named));
        Iterator<HeldRow> rows = actual.byKey().entrySet().stream()
                .map(entry -> new HeldRow(
                        entry.getKey(),
                        entry.getValue().place(),
                        () -> entry.getValue().decode(decoder)))
                .iterator();
        return of(view, expected, rows, Place.TOPIC, wrong, maxDifferences);
    }

    /**
     * Rows by key compared with the database.
     *
     * @param where they are, in words
     * @param wrong what is wrong with them already
     */
    static Comparison of(
            View view,
            DatabaseRows expected,
            Iterator<HeldRow> actual,
            String where,
            List<Difference> wrong,
            int maxDifferences)
            throws SQLException {
        Collector collector = new Collector(view, maxDifferences);
        wrong.forEach(collector::add);
        Optional<DatabaseRows.Row> row = expected.next();
        Optional<HeldRow> held = next(actual);
        while (row.isPresent() || held.isPresent()) {
            collector.rows++;
            int order = held.isEmpty()
                    ? -1
                    : row.isEmpty() ? 1 : row.get().key().compareTo(held.get().key());
            if (order < 0) {
                collector.add(new MissingRow(view.named(row.orElseThrow().key()), where));
                row = expected.next();
            } else if (order > 0) {
                collector.add(new ExtraRow(
                        view.named(held.orElseThrow().key()), held.orElseThrow().place()));
                held = next(actual);
            } else {
                collector.compare(row.orElseThrow(), held.orElseThrow());
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
        private final View view;
        private final int maxDifferences;
        private final List<Difference> first = new ArrayList<>();
        private long rows;
        private long differences;

        Collector(View view, int maxDifferences) {
            this.view = view;
            this.maxDifferences = maxDifferences;
        }

        void add(Difference difference) {
            differences++;
            if (first.size() < maxDifferences) {
                first.add(difference);
            }
        }

        void compare(DatabaseRows.Row expected, HeldRow held) {
            try {
                RowComparison.differences(
                                view.named(expected.key()),
                                view.columns(),
                                expected.columns(),
                                held.columns().get(),
                                held.place())
                        .forEach(this::add);
            } catch (SchemaRegistryUnavailableException e) {
                throw e;
            } catch (SerializationException | ClassCastException | DateTimeException | ArithmeticException e) {
                add(new Unreadable(
                        Terminal.printable(expected.key().toString()), held.place(), String.valueOf(e.getMessage())));
            }
        }
    }
}
