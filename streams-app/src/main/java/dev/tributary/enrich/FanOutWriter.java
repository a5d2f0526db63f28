package dev.tributary.enrich;

import dev.tributary.definition.key.Key;
import dev.tributary.tier.CommitPace;
import dev.tributary.tier.Notices;
import dev.tributary.tier.Notices.Finding;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToLongFunction;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The side of the join that is of the joined tables, in one task: when a row of one changes, all rows of this partition are written
 * that refer to it. The first few at once; the rest in slices between other work, so that nobody waits for a user with a million
 * orders and no transaction grows long.
 *
 * <p>Which rows have changed is found in {@link SharedTable}, between polls. What has to be written after a restart, or after a move
 * to another process, is found by comparing: each row remembers the versions of the joined rows that it was last written with. Writing
 * begins with a {@link Notices notice}.
 *
 * <p>For the task's stream thread.
 */
final class FanOutWriter implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FanOutWriter.class);

    /** Orders that are looked at before it is the next user's turn. */
    private static final int CHUNK = 64;

    /** How many users get their first turn at once. */
    private static final int FIRST_TURNS = 64;

    /** How often fan-outs go on. Streams asks once in each of its rounds, so a round has at most one slice of each partition. */
    private static final Duration INTERVAL = Duration.ofMillis(1);

    /** What is compared before the thread turns to its other work: some 5,000 orders, in some 5 ms. */
    private static final int BUCKETS_A_LOOK = 8;

    private static final int ALL_COMPARED = -1;

    /** Users whose orders are to be written, in a task. Where there are more, the rest are found later, by comparing if need be. */
    static final int MOST_USERS = 8_192;

    private final ProcessorContext<Key, byte[]> context;
    private final BaseRowStore orders;
    private final JoinedRows joined;
    private final ResultEncoder encoder;
    private final FanOutMetrics metrics;
    private final IntToLongFunction viewBehind;
    private final FanOutMetrics.Progress progress;
    /** Of the changes of each table. */
    private final long[] changesRead;

    private int firstTable;
    private int compareFrom;
    /** Whether ids of changed users were lost while orders were compared: when all have been, they are compared once more. */
    private boolean compareAgain;

    private long comparedGeneration;
    private @Nullable Cancellable ticks;
    private boolean rewriting;

    /**
     * Begins with a comparison of all orders.
     *
     * @param viewBehind how many results the view has not applied, by partition: of all that the owner of that partition has
     */
    FanOutWriter(
            ProcessorContext<Key, byte[]> context,
            BaseRowStore orders,
            JoinedRows joined,
            ResultEncoder encoder,
            FanOutMetrics metrics,
            IntToLongFunction viewBehind) {
        this.context = context;
        this.orders = orders;
        this.joined = joined;
        this.encoder = encoder;
        this.metrics = metrics;
        this.viewBehind = viewBehind;
        this.progress = metrics.begin(orders::rowsToRewrite);
        this.changesRead = joined.tables().stream()
                .mapToLong(table -> table.changes().end())
                .toArray();
        this.comparedGeneration = orders.generation();
        this.rewriting = orders.rowsToRewrite() > 0;
        if (rewriting) {
            log.info(
                    "{} of {} results of task {} were written by another definition of the view: they are written anew",
                    orders.rowsToRewrite(),
                    orders.size(),
                    context.taskId());
        }
    }

    /** Looks for users who have changed. Only once the users are no older than those that the orders were last written with. */
    Finding look() {
        FanOuts fanOuts = orders.fanOuts();
        for (int table = 0; table < changesRead.length && fanOuts.users() < MOST_USERS; table++) {
            // In turn: while one table changes all the time, the others are read too.
            readChanges(Math.floorMod(firstTable + table, changesRead.length), MOST_USERS - fanOuts.users());
        }
        firstTable++;
        if (fanOuts.users() < MOST_USERS && compareFrom != ALL_COMPARED) {
            compareSome();
        }
        if (!fanOuts.isEmpty() && ticks == null) {
            return Finding.WORK;
        }
        boolean knowsAll = compareFrom == ALL_COMPARED && hasReadAllChanges();
        // With too many users at once, the thread looks again when it has written some of their orders.
        return knowsAll || fanOuts.users() >= MOST_USERS ? Finding.NOTHING : Finding.MORE_TO_LOOK_AT;
    }

    private boolean hasReadAllChanges() {
        for (int table = 0; table < changesRead.length; table++) {
            if (changesRead[table] != joined.tables().get(table).changes().end()) {
                return false;
            }
        }
        return true;
    }

    private void readChanges(int table, int most) {
        ChangedKeys changes = joined.tables().get(table).changes();
        long read = changes.read(changesRead[table], most, id -> {
            for (int foreignKey : joined.foreignKeysTo(table)) {
                orders.fanOuts().start(foreignKey, id);
            }
        });
        if (read != ChangedKeys.OVERRUN) {
            changesRead[table] = read;
            return;
        }
        changesRead[table] = changes.end();
        if (compareFrom == ALL_COMPARED) {
            compareFrom = 0;
        } else {
            compareAgain = true;
        }
    }

    private void compareSome() {
        if (comparedGeneration != orders.generation()) {
            comparedGeneration = orders.generation();
            compareFrom = 0;
        }
        int next = orders.forEachFrom(compareFrom, BUCKETS_A_LOOK, this::startIfStale);
        if (next == 0) {
            next = compareAgain ? 0 : ALL_COMPARED;
            compareAgain = false;
        }
        compareFrom = next;
    }

    private void startIfStale(int order) {
        if (joined.forEachStale(orders.cells(), order, orders.fanOuts()::start)) {
            orders.fanOuts().startOrder(orders.cells().keys().keyOf(order));
        }
    }

    /** To be called for a notice: what was found is written from now on. */
    void begin() {
        FanOuts fanOuts = orders.fanOuts();
        for (int turns = Math.min(FIRST_TURNS, fanOuts.users()); turns > 0; turns--) {
            fanOuts.advance(CHUNK, this::refresh);
        }
        tickWhileThereIsWork();
    }

    @Override
    public void close() {
        metrics.end(progress);
        if (ticks != null) {
            ticks.cancel();
            ticks = null;
        }
    }

    private void goOn() {
        CommitPace.ofThisThread().noteWork();
        int partition = context.taskId().partition();
        int granted = FanOutPace.ofThisThread()
                .grant(partition, viewBehind.applyAsLong(partition), context.currentSystemTimeMs());
        if (granted == 0) {
            return;
        }
        CommitPace.ofThisThread().noteWrite();
        FanOuts fanOuts = orders.fanOuts();
        int left = granted;
        while (left > 0 && !fanOuts.isEmpty()) {
            left -= Math.max(1, fanOuts.advance(Math.min(CHUNK, left), this::refresh));
        }
        FanOutPace.ofThisThread().giveBack(left);
        // The thread waits here until the broker has all of it, and others' changes are behind no more than that.
        context.commit();
        tickWhileThereIsWork();
    }

    /** Not at all times: a thread that punctuates takes up fewer records at once. */
    private void tickWhileThereIsWork() {
        progress.publish(orders.fanOuts());
        if (rewriting && orders.rowsToRewrite() == 0) {
            rewriting = false;
            log.info("all results of task {} are of the present definition of the view", context.taskId());
        }
        @Nullable Cancellable ticking = ticks;
        if (orders.fanOuts().isEmpty()) {
            if (ticking != null) {
                ticking.cancel();
                ticks = null;
            }
        } else if (ticking == null) {
            ticks = context.schedule(INTERVAL, PunctuationType.WALL_CLOCK_TIME, now -> goOn());
        }
    }

    private void refresh(int order) {
        if (!joined.read(orders, order)) {
            return;
        }
        context.forward(
                new Record<>(
                        orders.cells().keys().keyOf(order),
                        encoder.encode(orders.cells(), order, joined.rows()),
                        committedAtMillis(order)),
                Names.RESULTS);
    }

    /** The time of a result is that of the newer of its rows, and never in the future. */
    private long committedAtMillis(int order) {
        long micros = Math.max(orders.cells().version(order).committedAtMicros(), joined.newestCommittedAtMicros());
        return Math.max(0, Math.min(TimeUnit.MICROSECONDS.toMillis(micros), context.currentSystemTimeMs()));
    }
}
