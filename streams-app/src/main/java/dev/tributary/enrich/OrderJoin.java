package dev.tributary.enrich;

import dev.tributary.tier.CommitPace;
import dev.tributary.topics.Partitioning;
import dev.tributary.topics.PreviousUser;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** The orders' side of the join: every change of an order that moves it forward is written with its user as known now. */
final class OrderJoin implements Processor<Long, Change<Order>, Long, byte[]>, GuardedRows<Order> {

    private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(1);

    /** How many buckets of remembered deletions the sweep of each minute looks at, so that none holds up the stream: some 80,000. */
    private static final int SWEEP_BUCKETS = 128;

    /**
     * A sweep for so many deletions, however fast they come, which looks at more than them: some 5,000. So all that are remembered are
     * looked at before a third more are added, and sweeps never fall behind.
     */
    private static final int DELETIONS_A_SWEEP = 1_024;

    private static final int BUCKETS_FOR_DELETIONS = 8;

    private final EnrichSettings settings;
    private final EnrichedOrderEncoder encoder;
    private Guard<Order> guard;
    private ProcessorContext<Long, byte[]> context;
    private OrderStore orders;
    private UserStore users;
    private Record<Long, Change<Order>> current;
    private Cancellable sweeps;
    private int deletionsSinceSweep;

    @SuppressWarnings("NullAway.Init") // init() is called before anything else
    OrderJoin(EnrichSettings settings, EnrichedOrderEncoder encoder) {
        this.settings = settings;
        this.encoder = encoder;
    }

    @Override
    public void init(ProcessorContext<Long, byte[]> context) {
        this.context = context;
        this.guard = new Guard<>(CapturedTable.ORDERS, this, PrecedingDeletion.of(context));
        this.orders = context.getStateStore(Names.ORDERS);
        this.users = context.getStateStore(Names.USERS);
        orders.requireRestored();
        users.requireRestored();
        this.sweeps = context.schedule(
                SWEEP_INTERVAL, PunctuationType.WALL_CLOCK_TIME, now -> forgetOldDeletions(now, SWEEP_BUCKETS));
    }

    private void forgetOldDeletions(long nowMillis, int buckets) {
        orders.forgetDeletionsBefore(
                TimeUnit.MILLISECONDS.toMicros(
                        nowMillis - settings.deletedRetention().toMillis()),
                buckets);
    }

    @Override
    public void close() {
        sweeps.cancel();
    }

    @Override
    public void process(Record<Long, Change<Order>> record) {
        if (CommitPace.ofThisThread().processing()) {
            context.commit();
        }
        requireOwnPartition(record.key());
        current = record;
        guard.process(
                record.key(),
                record.value(),
                context.recordMetadata().orElseThrow().offset());
    }

    @Override
    public @Nullable Version held(long id) {
        int order = orders.find(id);
        return order == 0 ? null : orders.cells().version(order);
    }

    @Override
    public @Nullable Version deleted(long id) {
        return orders.deletion(id);
    }

    @Override
    public boolean holds(long id, Order columns) {
        int order = orders.find(id);
        return order != 0 && orders.cells().hasColumns(order, columns.columns());
    }

    @Override
    public Order complete(long id, Order changed) {
        if (changed.isComplete()) {
            return changed;
        }
        int order = orders.find(id);
        if (order == 0) {
            throw CapturedTable.nothingHeld("product_name");
        }
        byte[] held = new byte[orders.cells().columnsLength(order)];
        orders.cells().readColumns(order, held, 0);
        return changed.completedFrom(held);
    }

    @Override
    public void put(long id, Row<Order> row) {
        Order changed = row.columns();
        CapturedTable.ORDERS.requireSize(id, changed.columns().length, settings.maxRowBytes());
        Headers headers = new RecordHeaders();
        int before = orders.find(id);
        if (before != 0 && !orders.hasUserOf(before, changed)) {
            addPreviousUser(headers, before);
        }
        int order = orders.put(changed, row.version());
        int user = changed.hasUser() ? users.find(changed.userId()) : 0;
        orders.cells().setJoined(order, users.fingerprint(user));
        byte[] result = encoder.encode(orders.cells(), order, users, user);
        context.forward(new Record<>(id, result, newerOf(current.timestamp(), user), headers), Names.RESULTS);
    }

    @Override
    public void forgetDeletion(long id) {
        orders.forgetDeletion(id);
    }

    @Override
    @SuppressWarnings("NullAway") // a null value is how Streams writes a deletion
    public void remove(long id, Version deletion) {
        Headers headers = DeletionHeader.of(deletion);
        int before = orders.find(id);
        if (before != 0) {
            addPreviousUser(headers, before);
        }
        orders.remove(id);
        orders.rememberDeletion(id, deletion);
        deletionsSinceSweep++;
        if (deletionsSinceSweep == DELETIONS_A_SWEEP) {
            deletionsSinceSweep = 0;
            forgetOldDeletions(context.currentSystemTimeMs(), BUCKETS_FOR_DELETIONS);
        }
        context.forward(new Record<>(id, null, current.timestamp(), headers), Names.RESULTS);
    }

    private void addPreviousUser(Headers headers, int order) {
        if (orders.cells().hasUser(order)) {
            PreviousUser.add(headers, orders.cells().userId(order));
        }
    }

    /** The time of a result is that of the newer of its rows, and never in the future. */
    private long newerOf(long orderMillis, int user) {
        if (user == 0) {
            return orderMillis;
        }
        long userMillis = TimeUnit.MICROSECONDS.toMillis(users.committedAtMicros(user));
        return userMillis <= orderMillis ? orderMillis : Math.min(userMillis, context.currentSystemTimeMs());
    }

    /**
     * Results go to the partition that Kafka's default partitioner gives to their key, and are read back from it as the
     * state of this one. So both must be the same.
     */
    private void requireOwnPartition(@Nullable Long key) {
        if (key == null) {
            return; // The guard says what is wrong with it, if anything is.
        }
        int expected = Partitioning.partitionOf(key, settings.partitions());
        if (expected != context.taskId().partition()) {
            throw new BrokenChangeException("row " + key + " of table orders is in partition "
                    + context.taskId().partition() + " and belongs to partition " + expected + " of "
                    + settings.partitions()
                    + ": the topic was written by another partitioner than Kafka's default, or partitions were added to it;"
                    + " create it anew");
        }
    }
}
