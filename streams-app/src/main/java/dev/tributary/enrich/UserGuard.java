package dev.tributary.enrich;

import dev.tributary.tier.CommitPace;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Guards the users: forwards each row as it changes, null for a deletion, to the topic that all processes read. */
final class UserGuard implements Processor<Long, Change<User>, Long, Row<User>>, GuardedRows<User> {

    /** How many remembered deletions the sweep of each minute looks at, so that no sweep holds up the stream. */
    private static final int SWEEP_LIMIT = 10_000;

    /**
     * A sweep for so many deletions, however fast they come, which looks at four times as many. So all that are remembered are looked
     * at before a third more are added, and sweeps never fall behind.
     */
    private static final int DELETIONS_A_SWEEP = 256;

    private static final int LIMIT_FOR_DELETIONS = 4 * DELETIONS_A_SWEEP;

    private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(1);

    private final EnrichSettings settings;
    private Guard<User> guard;
    private ProcessorContext<Long, Row<User>> context;
    private KeyValueStore<Long, Row<User>> held;
    private KeyValueStore<Long, Version> deleted;
    private Record<Long, Change<User>> current;
    private @Nullable Long sweepFrom;
    private int deletionsSinceSweep;
    private @Nullable Cancellable sweeps;

    @SuppressWarnings("NullAway.Init") // init() is called before anything else
    UserGuard(EnrichSettings settings) {
        this.settings = settings;
    }

    @Override
    public void init(ProcessorContext<Long, Row<User>> context) {
        this.context = context;
        this.guard = new Guard<>(CapturedTable.USERS, this, PrecedingDeletion.of(context));
        this.held = context.getStateStore(Names.USERS_HELD);
        this.deleted = context.getStateStore(Names.USERS_DELETED);
    }

    /**
     * Sweeps begin with the first record, and end with the task: of a task that is used again after an aborted transaction, a
     * punctuation would commit what was read before the abort.
     */
    private void sweepFromNowOn() {
        if (sweeps == null) {
            sweeps = context.schedule(
                    SWEEP_INTERVAL, PunctuationType.WALL_CLOCK_TIME, now -> forgetOldDeletions(now, SWEEP_LIMIT));
        }
    }

    @Override
    public void close() {
        if (sweeps != null) {
            sweeps.cancel();
            sweeps = null;
        }
    }

    @Override
    public void process(Record<Long, Change<User>> record) {
        if (CommitPace.ofThisThread().processing()) {
            context.commit();
        }
        CapturedTable.USERS.requireOwnPartition(record.key(), context.taskId().partition(), settings.userPartitions());
        sweepFromNowOn();
        current = record;
        guard.process(
                record.key(),
                record.value(),
                context.recordMetadata().orElseThrow().offset());
    }

    @Override
    public @Nullable Version held(long key) {
        @Nullable Row<User> row = held.get(key);
        return row == null ? null : row.version();
    }

    @Override
    public @Nullable Version deleted(long key) {
        return deleted.get(key);
    }

    @Override
    public boolean holds(long key, User columns) {
        @Nullable Row<User> row = held.get(key);
        return row != null && row.columns().equals(columns);
    }

    @Override
    public User complete(long key, User changed) {
        if (changed.isComplete()) {
            return changed;
        }
        @Nullable Row<User> row = held.get(key);
        return changed.completedFrom(row == null ? null : row.columns());
    }

    @Override
    public void put(long key, Row<User> row) {
        CapturedTable.USERS.requireSize(key, row.columns().encodedBytes(), settings.maxRowBytes());
        held.put(key, row);
        context.forward(current.withValue(row));
    }

    @Override
    public void forgetDeletion(long key) {
        deleted.delete(key);
    }

    @Override
    @SuppressWarnings("NullAway") // a null value is how Streams writes a deletion
    public void remove(long key, Version deletion) {
        held.delete(key);
        deleted.put(key, deletion);
        context.forward(current.withValue(null));
        deletionsSinceSweep++;
        if (deletionsSinceSweep == DELETIONS_A_SWEEP) {
            deletionsSinceSweep = 0;
            forgetOldDeletions(context.currentSystemTimeMs(), LIMIT_FOR_DELETIONS);
        }
    }

    /** Looks at a bounded part of the remembered deletions and goes on from there the next time. */
    private void forgetOldDeletions(long nowMillis, int limit) {
        long oldest = TimeUnit.MILLISECONDS.toMicros(
                nowMillis - settings.deletedRetention().toMillis());
        try (KeyValueIterator<Long, Version> rest = deleted.range(sweepFrom, null)) {
            int seen = 0;
            while (seen < limit && rest.hasNext()) {
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
