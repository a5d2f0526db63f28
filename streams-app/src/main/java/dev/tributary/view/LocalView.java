package dev.tributary.view;

import dev.tributary.definition.key.Key;
import dev.tributary.topics.Partitioning;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the partitions that are on this instance. Safe for use by several threads; only {@link #await} blocks. */
public final class LocalView {

    /** A partition is asked for its share of a page and a few rows more, since shares are never quite equal. */
    private static final int SPARE_ROWS = 8;

    private final ViewStores stores;
    private final int partitions;

    LocalView(ViewStores stores, int partitions) {
        this.stores = stores;
        this.partitions = partitions;
    }

    /** Of the topic. */
    public int partitions() {
        return partitions;
    }

    /** Where a row is. */
    public int partitionOf(Key id) {
        return Partitioning.partitionOf(id, partitions);
    }

    /** Whether this instance owns the partition and can answer for it now. */
    public boolean answersFor(int partition) {
        return stores.isActive(partition);
    }

    /**
     * Waits until these partitions reflect what is asked for. Returns at once if one of them cannot be read here, and at the
     * deadline in any case: a read finds out what has become of it.
     */
    public void await(Collection<Integer> ofPartitions, Freshness freshness) throws InterruptedException {
        for (int partition : ofPartitions) {
            if (!(readable(partition, freshness, freshness.deadlineNanos()) instanceof Answer.Read<ViewStore>)) {
                return;
            }
        }
    }

    /** One row. */
    public Answer<Optional<ResultRow>> row(Key id, Freshness freshness) throws InterruptedException {
        int partition = partitionOf(id);
        Answer<ViewStore> store = readable(partition, freshness);
        return store instanceof Answer.Read<ViewStore> found
                ? read(partition, found.value(), database -> Optional.ofNullable(database.get(id)))
                : Answer.failure(store);
    }

    /**
     * Those of the rows that are there and whose partition can be asked without waiting. The position has the partitions
     * that could: a row of one of them that is not in the answer does not exist.
     */
    public Answer.Read<List<ResultRow>> rowsById(Collection<Key> ids) throws InterruptedException {
        Freshness asItIs = new Freshness(Position.none(partitions), System.nanoTime(), false);
        Map<Integer, List<Key>> byPartition = ids.stream().collect(Collectors.groupingBy(this::partitionOf));
        List<ResultRow> rows = new ArrayList<>();
        Position position = Position.none(partitions);
        for (Map.Entry<Integer, List<Key>> asked : byPartition.entrySet()) {
            int partition = asked.getKey();
            // Once for all of its rows: what is not among them does not exist, as of one offset.
            if (readable(partition, asItIs) instanceof Answer.Read<ViewStore> found
                    && read(partition, found.value(), database -> rowsOf(database, asked.getValue()))
                            instanceof Answer.Read<List<ResultRow>> read) {
                rows.addAll(read.value());
                position = position.and(read.position());
            }
        }
        return new Answer.Read<>(rows, position);
    }

    /** Rows of these partitions, merged by id. All of the partitions have to be here. */
    public Answer<List<ResultRow>> rows(Collection<Integer> ofPartitions, RowQuery query, Freshness freshness)
            throws InterruptedException {
        int share = Math.min(query.limit(), query.limit() / ofPartitions.size() + SPARE_ROWS);
        List<RowMerge.Source> sources = new ArrayList<>();
        Position position = Position.none(partitions);
        for (int partition : ofPartitions) {
            Answer<ViewStore> store = readable(partition, freshness);
            if (!(store instanceof Answer.Read<ViewStore> found)) {
                return Answer.failure(store);
            }
            Answer<List<ResultRow>> first = read(partition, found.value(), database -> rowsOf(database, query, share));
            if (!(first instanceof Answer.Read<List<ResultRow>> read)) {
                return first;
            }
            position = position.and(read.position());
            sources.add(new RowMerge.Source(
                    read.value(), share, after -> more(partition, found.value(), query.startingAfter(after), share)));
        }
        try {
            return new Answer.Read<>(RowMerge.byId(sources, query.limit()), position);
        } catch (PartitionGoneException e) {
            return new Answer.Elsewhere<>(String.valueOf(e.getMessage()));
        }
    }

    private static List<ResultRow> rowsOf(ViewDatabase database, List<Key> ids) {
        return ids.stream().map(database::get).filter(Objects::nonNull).toList();
    }

    private static List<ResultRow> rowsOf(ViewDatabase database, RowQuery query, int limit) {
        return query.reference()
                .map(reference -> database.rowsOf(reference, query.after(), limit))
                .orElseGet(() -> database.rows(query.after(), limit));
    }

    private List<ResultRow> more(int partition, ViewStore store, RowQuery query, int limit) {
        Answer<List<ResultRow>> next = read(partition, store, database -> rowsOf(database, query, limit));
        if (next instanceof Answer.Read<List<ResultRow>> read) {
            return read.value();
        }
        throw new PartitionGoneException(partition);
    }

    private Answer<ViewStore> readable(int partition, Freshness freshness) throws InterruptedException {
        return readable(partition, freshness, System.nanoTime());
    }

    /** The partition's store, if it is here, may answer, and is fresh enough before the deadline. */
    private Answer<ViewStore> readable(int partition, Freshness freshness, long deadlineNanos)
            throws InterruptedException {
        Optional<ViewStore> held = stores.of(partition);
        if (held.isEmpty()) {
            return new Answer.Elsewhere<>("partition " + partition + " is not on this instance");
        }
        ViewStore store = held.get();
        if (!mayServe(store, freshness)) {
            return new Answer.NotReady<>(refusal(partition, store));
        }
        long wanted = freshness.atLeast().offset(partition);
        if (!store.progress().awaitOffset(wanted, deadlineNanos)) {
            return new Answer.Behind<>(Position.none(partitions).with(partition, store.offset()));
        }
        return new Answer.Read<>(store, Position.none(partitions));
    }

    private static boolean mayServe(ViewStore store, Freshness freshness) {
        return store.progress().isActive()
                || (freshness.standby() && store.progress().isReadable());
    }

    private static String refusal(int partition, ViewStore store) {
        return "partition " + partition
                + (store.progress().isStale()
                        ? " is not known to be current: this instance has no answer from Kafka, or makes no progress in"
                                + " reading the topic"
                        : " is being restored here, or is a standby");
    }

    private <T> Answer<T> read(int partition, ViewStore store, Reading<T> reading) {
        // Before the rows: they may reflect more than this, and never less.
        long offset = store.offset();
        @Nullable T value = store.read(reading::from);
        return value == null
                ? new Answer.Elsewhere<>(gone(partition))
                : new Answer.Read<>(value, Position.none(partitions).with(partition, offset));
    }

    private static String gone(int partition) {
        return "partition " + partition + " has just left this instance";
    }

    private interface Reading<T> {
        T from(ViewDatabase database);
    }

    private static final class PartitionGoneException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PartitionGoneException(int partition) {
            super(gone(partition));
        }
    }
}
