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
 * The side of the join that is of the joined tables, in one task: when a row of one changes, all results of this partition are written
 * again whose base row refers to it. The first few at once; the rest in slices between other work, so that nobody waits for a row that
 * many refer to (for example a user with a million orders), and no transaction grows long.
 *
 * <p>Which rows have changed is found in {@link SharedTable}, between polls. What has to be written after a restart, or after a move
 * to another process, is found by comparing: each base row remembers the versions of the joined rows that it was last written with. Writing
 * begins with a {@link Notices notice}.
 *
 * <p>For the task's stream thread.
 */
final class FanOutWriter implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FanOutWriter.class);

    /** Base rows that are looked at before it is the next fan-out's turn. */
    private static final int CHUNK = 64;

    /** How many fan-outs get their first turn at once. */
    private static final int FIRST_TURNS = 64;

    /** How often fan-outs go on. Streams asks once in each of its rounds, so a round has at most one slice of each partition. */
    private static final Duration INTERVAL = Duration.ofMillis(1);

    /** What is compared before the thread turns to its other work: some 5,000 base rows, in some 5 ms. */
    private static final int BUCKETS_A_LOOK = 8;

    private static final int ALL_COMPARED = -1;

    /** Fan-outs of a task. Where there are to be more, the rest are found later, by comparing if need be. */
    static final int MOST_FAN_OUTS = 8_192;

    private final ProcessorContext<Key, byte[]> context;
    private final BaseRowStore baseRows;
    private final JoinedRows joined;
    private final ResultEncoder encoder;
    private final FanOutMetrics metrics;
    private final IntToLongFunction viewBehind;
    private final FanOutMetrics.Progress progress;
    /** Of the changes of each table. */
    private final long[] changesRead;

    private int firstTable;
    private int compareFrom;
    /** Whether keys of changed rows were lost while base rows were compared: when all have been, they are compared once more. */
    private boolean compareAgain;

    private long comparedGeneration;
    private @Nullable Cancellable ticks;
    private boolean rewriting;

    /**
     * Begins with a comparison of all base rows.
     *
     * @param viewBehind how many results the view has not applied, by partition: of all that the owner of that partition has
     */
    FanOutWriter(
            ProcessorContext<Key, byte[]> context,
            BaseRowStore baseRows,
            JoinedRows joined,
            ResultEncoder encoder,
            FanOutMetrics metrics,
            IntToLongFunction viewBehind) {
        this.context = context;
        this.baseRows = baseRows;
        this.joined = joined;
        this.encoder = encoder;
        this.metrics = metrics;
        this.viewBehind = viewBehind;
        this.progress = metrics.begin(baseRows::rowsToRewrite);
        this.changesRead = joined.tables().stream()
                .mapToLong(table -> table.changes().end())
                .toArray();
        this.comparedGeneration = baseRows.generation();
        this.rewriting = baseRows.rowsToRewrite() > 0;
        if (rewriting) {
            log.info(
                    "{} of {} results of task {} were written by another definition of the view: they are written again",
                    baseRows.rowsToRewrite(),
                    baseRows.size(),
                    context.taskId());
        }
    }

    /** Looks for joined rows that have changed. Only once these are no older than those that the base rows were last written with. */
    Finding look() {
        FanOuts fanOuts = baseRows.fanOuts();
        for (int table = 0; table < changesRead.length && fanOuts.size() < MOST_FAN_OUTS; table++) {
            // In turn: while one table changes all the time, the others are read too.
            readChanges(Math.floorMod(firstTable + table, changesRead.length), MOST_FAN_OUTS - fanOuts.size());
        }
        firstTable++;
        if (fanOuts.size() < MOST_FAN_OUTS && compareFrom != ALL_COMPARED) {
            compareSome();
        }
        if (!fanOuts.isEmpty() && ticks == null) {
            return Finding.WORK;
        }
        boolean knowsAll = compareFrom == ALL_COMPARED && hasReadAllChanges();
        // With too many fan-outs at once, the thread looks again when it has written some of their results.
        return knowsAll || fanOuts.size() >= MOST_FAN_OUTS ? Finding.NOTHING : Finding.MORE_TO_LOOK_AT;
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
        long read = changes.read(changesRead[table], most, key -> {
            for (int foreignKey : joined.foreignKeysTo(table)) {
                baseRows.fanOuts().start(foreignKey, key);
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
        if (comparedGeneration != baseRows.generation()) {
            comparedGeneration = baseRows.generation();
            compareFrom = 0;
        }
        int next = baseRows.forEachFrom(compareFrom, BUCKETS_A_LOOK, this::startIfStale);
        if (next == 0) {
            next = compareAgain ? 0 : ALL_COMPARED;
            compareAgain = false;
        }
        compareFrom = next;
    }

    private void startIfStale(int baseRow) {
        if (joined.forEachStale(baseRows.cells(), baseRow, baseRows.fanOuts()::start)) {
            baseRows.fanOuts().startBaseRow(baseRows.cells().keys().keyOf(baseRow));
        }
    }

    /** To be called for a notice: what was found is written from now on. */
    void begin() {
        FanOuts fanOuts = baseRows.fanOuts();
        for (int turns = Math.min(FIRST_TURNS, fanOuts.size()); turns > 0; turns--) {
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
        FanOuts fanOuts = baseRows.fanOuts();
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
        progress.publish(baseRows.fanOuts());
        if (rewriting && baseRows.rowsToRewrite() == 0) {
            rewriting = false;
            log.info("all results of task {} are of the present definition of the view", context.taskId());
        }
        @Nullable Cancellable ticking = ticks;
        if (baseRows.fanOuts().isEmpty()) {
            if (ticking != null) {
                ticking.cancel();
                ticks = null;
            }
        } else if (ticking == null) {
            ticks = context.schedule(INTERVAL, PunctuationType.WALL_CLOCK_TIME, now -> goOn());
        }
    }

    private void refresh(int baseRow) {
        if (!joined.read(baseRows, baseRow)) {
            return;
        }
        context.forward(
                new Record<>(
                        baseRows.cells().keys().keyOf(baseRow),
                        encoder.encode(baseRows.cells(), baseRow, joined.rows()),
                        committedAtMillis(baseRow)),
                Names.RESULTS);
    }

    /** The time of a result is that of the newer of its rows, and never in the future. */
    private long committedAtMillis(int baseRow) {
        long micros = Math.max(baseRows.cells().version(baseRow).committedAtMicros(), joined.newestCommittedAtMicros());
        return Math.max(0, Math.min(TimeUnit.MICROSECONDS.toMillis(micros), context.currentSystemTimeMs()));
    }
}
