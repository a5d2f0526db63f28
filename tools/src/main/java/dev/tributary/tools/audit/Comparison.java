package dev.tributary.tools.audit;

import dev.tributary.avro.SchemaRegistryUnavailableException;
import dev.tributary.tools.audit.Difference.ExtraRow;
import dev.tributary.tools.audit.Difference.MissingRow;
import dev.tributary.tools.audit.Difference.Unreadable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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

    static Comparison of(
            JoinedRows expected, TopicState actual, Function<byte[], GenericRecord> decoder, int maxDifferences)
            throws SQLException {
        Collector collector = new Collector(decoder, maxDifferences);
        actual.unreadable().forEach(collector::add);
        actual.duplicates().forEach(collector::add);
        Iterator<Map.Entry<Long, TopicState.Entry>> entries =
                actual.byId().entrySet().iterator();
        Optional<JoinedRow> row = expected.next();
        Optional<Map.Entry<Long, TopicState.Entry>> entry = next(entries);
        while (row.isPresent() || entry.isPresent()) {
            long rowId = row.map(JoinedRow::id).orElse(Long.MAX_VALUE);
            long entryId = entry.map(Map.Entry::getKey).orElse(Long.MAX_VALUE);
            collector.rows++;
            if (entry.isEmpty() || (row.isPresent() && rowId < entryId)) {
                collector.add(new MissingRow(rowId));
                row = expected.next();
            } else if (row.isEmpty() || entryId < rowId) {
                collector.add(new ExtraRow(entryId, entry.get().getValue().place()));
                entry = next(entries);
            } else {
                collector.compare(row.get(), entry.get().getValue());
                row = expected.next();
                entry = next(entries);
            }
        }
        return new Comparison(collector.rows, collector.differences, collector.first);
    }

    private static <T> Optional<T> next(Iterator<T> iterator) {
        return iterator.hasNext() ? Optional.of(iterator.next()) : Optional.empty();
    }

    private static final class Collector {
        private final Function<byte[], GenericRecord> decoder;
        private final int maxDifferences;
        private final List<Difference> first = new ArrayList<>();
        private long rows;
        private long differences;

        Collector(Function<byte[], GenericRecord> decoder, int maxDifferences) {
            this.decoder = decoder;
            this.maxDifferences = maxDifferences;
        }

        void add(Difference difference) {
            differences++;
            if (first.size() < maxDifferences) {
                first.add(difference);
            }
        }

        void compare(JoinedRow expected, TopicState.Entry entry) {
            try {
                GenericRecord actual = entry.decode(decoder);
                RowComparison.differences(expected, actual, entry.place()).forEach(this::add);
            } catch (SchemaRegistryUnavailableException e) {
                throw e;
            } catch (SerializationException | ClassCastException e) {
                add(new Unreadable(Long.toString(expected.id()), entry.place(), String.valueOf(e.getMessage())));
            }
        }
    }
}
