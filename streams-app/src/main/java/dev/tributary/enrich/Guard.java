package dev.tributary.enrich;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Lets a change through only if it moves its row forward.
 *
 * <ul>
 *   <li>A change from before the one that is held, seen again because a connector was set back, is dropped.
 *   <li>A change that leaves every column as it is is dropped: a user that is delivered twice would otherwise write all
 *       of its orders again.
 *   <li>A row that is read by a snapshot is always let through if it differs: it is how the table stands, and starts a
 *       new epoch of log positions (after a restore they begin anew, far below the held ones).
 *   <li>A tombstone without its deletion, which compaction leaves, is a deletion.
 *   <li>A deleted row's version is remembered for a while, so that changes from before the deletion cannot bring it back.
 * </ul>
 *
 * What comes out is the row, or null where it was deleted.
 */
final class Guard<C> implements FixedKeyProcessor<Long, Change<C>, Row<C>> {

    /** How many remembered deletions one sweep looks at, so that no sweep holds up the stream. */
    private static final int SWEEP_LIMIT = 10_000;

    private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(10);

    private final CapturedTable<C> table;
    private final Duration deletedRetention;
    private FixedKeyProcessorContext<Long, Row<C>> context;
    private KeyValueStore<Long, Row<C>> held;
    private KeyValueStore<Long, Version> deleted;
    private @Nullable Long sweepFrom;
    /** The key of the record before, if that was a deletion. */
    private @Nullable Long lastDeleted;

    @SuppressWarnings("NullAway.Init") // init() is called before anything else
    private Guard(CapturedTable<C> table, Duration deletedRetention) {
        this.table = table;
        this.deletedRetention = deletedRetention;
    }

    static <C> FixedKeyProcessorSupplier<Long, Change<C>, Row<C>> of(
            CapturedTable<C> table, Duration deletedRetention) {
        return new FixedKeyProcessorSupplier<>() {
            @Override
            public FixedKeyProcessor<Long, Change<C>, Row<C>> get() {
                return new Guard<>(table, deletedRetention);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(
                        Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(Names.heldRows(table)), Serdes.Long(), table.rowSerde()),
                        Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(Names.deletedRows(table)),
                                Serdes.Long(),
                                VersionSerde.create()));
            }
        };
    }

    @Override
    public void init(FixedKeyProcessorContext<Long, Row<C>> context) {
        this.context = context;
        this.held = context.getStateStore(Names.heldRows(table));
        this.deleted = context.getStateStore(Names.deletedRows(table));
        context.schedule(SWEEP_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::forgetOldDeletions);
    }

    @Override
    public void process(FixedKeyRecord<Long, Change<C>> record) {
        @Nullable Change<C> change = record.value();
        @Nullable Long deletedJustBefore = lastDeleted;
        lastDeleted = change instanceof Change.Delete ? record.key() : null;
        switch (change) {
            case null -> tombstone(record, deletedJustBefore);
            case Change.Message<C> message -> {
                // Not about a row.
            }
            case Change.Truncate<C> truncate ->
                throw new BrokenChangeException(
                        "table " + table.name()
                                + " was truncated, and one record without a key cannot say which rows are gone:"
                                + " set skipped.operations=t on the connector, delete with DELETE, or take a new snapshot into new topics");
            case Change.Upsert<C> upsert -> upsert(record, upsert);
            case Change.Delete<C> delete -> delete(record, delete.version());
        }
    }

    /**
     * Debezium writes a tombstone right behind each deletion, where it says nothing new. Once the topic has been compacted
     * it is all that is left of the deletion.
     */
    private void tombstone(FixedKeyRecord<Long, Change<C>> record, @Nullable Long deletedJustBefore) {
        Long key = requireKey(record);
        @Nullable Row<C> before = held.get(key);
        if (before != null && !key.equals(deletedJustBefore)) {
            remove(record, before.version());
        }
    }

    private void upsert(FixedKeyRecord<Long, Change<C>> record, Change.Upsert<C> upsert) {
        Long key = requireKey(record);
        Version version = upsert.row().version();
        long id = table.id().applyAsLong(upsert.row().columns());
        if (id != key) {
            throw new BrokenChangeException("a change of row " + id + " of table " + table.name() + " has the key "
                    + key + ": it is of another table, or the connector does not take its key from the primary key");
        }
        @Nullable Row<C> before = held.get(key);
        @Nullable Version known = before == null ? deleted.get(key) : before.version();
        if (known != null && !upsert.snapshot() && version.isReplayedBefore(known)) {
            return;
        }
        C columns = complete(key, upsert.row().columns(), before);
        boolean newEpoch = known != null && version.lsn() < known.lsn();
        if (before != null && before.columns().equals(columns) && !newEpoch) {
            return;
        }
        Row<C> row = new Row<>(columns, version);
        held.put(key, row);
        if (before == null && known != null) {
            deleted.delete(key);
        }
        context.forward(record.withValue(row));
    }

    private void delete(FixedKeyRecord<Long, Change<C>> record, Version version) {
        Long key = requireKey(record);
        @Nullable Row<C> before = held.get(key);
        if (before == null || version.isReplayedBefore(before.version())) {
            return;
        }
        remove(record, version);
    }

    private void remove(FixedKeyRecord<Long, Change<C>> record, Version version) {
        held.delete(record.key());
        deleted.put(record.key(), version);
        context.forward(record.withValue(null));
    }

    private C complete(Long key, C changed, @Nullable Row<C> before) {
        try {
            return table.completion().complete(changed, before == null ? null : before.columns());
        } catch (BrokenChangeException e) {
            throw new BrokenChangeException("row " + key + " of table " + table.name() + ": " + e.getMessage());
        }
    }

    private Long requireKey(FixedKeyRecord<Long, Change<C>> record) {
        @Nullable Long key = record.key();
        if (key == null) {
            throw new BrokenChangeException("a change of table " + table.name()
                    + " has no key: the connector must write the row's id as an 8-byte long");
        }
        return key;
    }

    /** Looks at a bounded part of the remembered deletions and goes on from there the next time. */
    private void forgetOldDeletions(long nowMillis) {
        long oldest = TimeUnit.MILLISECONDS.toMicros(nowMillis - deletedRetention.toMillis());
        try (KeyValueIterator<Long, Version> rest = deleted.range(sweepFrom, null)) {
            int seen = 0;
            while (seen < SWEEP_LIMIT && rest.hasNext()) {
                KeyValue<Long, Version> entry = rest.next();
                if (entry.value.committedAtMicros() < oldest) {
                    deleted.delete(entry.key);
                }
                seen++;
            }
            sweepFrom = rest.hasNext() ? rest.peekNextKey() : null;
        }
    }
}
