package dev.tributary.enrich;

import dev.tributary.definition.key.Key;
import dev.tributary.tier.CommitPace;
import dev.tributary.tier.Notices;
import dev.tributary.topics.PreviousForeignKeys;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToLongFunction;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * The side of the join that is of the base table: every change that moves a base row forward is written as a result, with the joined rows
 * as known now.
 */
final class BaseRowJoin implements Processor<Key, Change, Key, byte[]>, GuardedRows {

    private final EnrichSettings settings;
    private final CapturedTable table;
    private final ResultEncoder encoder;
    private final SharedTables shared;
    private final JoinedRows joined;
    private final PreviousForeignKeys previous;
    private final FanOutMetrics metrics;
    private final IntToLongFunction viewBehind;
    private final Notices.Search search = this::look;
    private Notices notices;
    private Runnable wake;
    private Guard guard;
    private ProcessorContext<Key, byte[]> context;
    private BaseRowStore baseRows;
    private FanOutWriter fanOutWriter;
    private TopicPartition partition;
    /** Reached when the joined rows are as new as those that the base rows were last written with, whoever wrote them. */
    private List<CaughtUp> sharedReady;

    private Record<Key, Change> current;
    private Cancellable sweeps;

    /** @param viewBehind how many results the view has not applied, by partition */
    @SuppressWarnings("NullAway.Init") // init() is called before anything else
    BaseRowJoin(
            EnrichSettings settings,
            ResultEncoder encoder,
            SharedTables shared,
            FanOutMetrics metrics,
            IntToLongFunction viewBehind) {
        this.settings = settings;
        this.table = settings.tables().base();
        this.encoder = encoder;
        this.shared = shared;
        this.joined = new JoinedRows(settings.tables(), shared.tables());
        this.previous = new PreviousForeignKeys(settings.tables().view());
        this.metrics = metrics;
        this.viewBehind = viewBehind;
    }

    @Override
    public void init(ProcessorContext<Key, byte[]> context) {
        this.context = context;
        this.guard = new Guard(table, this, PrecedingDeletion.of(context));
        this.baseRows = context.getStateStore(Names.BASE_ROWS);
        baseRows.beginJoin();
        this.fanOutWriter = new FanOutWriter(context, baseRows, joined, encoder, metrics, viewBehind);
        this.partition =
                new TopicPartition(settings.baseTopic(), context.taskId().partition());
        this.sharedReady =
                shared.readers().stream().map(JoinedTableReader::caughtUp).toList();
        this.notices = Notices.ofThisThread();
        this.wake = notices::wake;
        joined.tables().forEach(table -> table.addListener(wake));
        notices.add(partition, search);
        this.sweeps = context.schedule(
                Deletions.SWEEP_INTERVAL,
                PunctuationType.WALL_CLOCK_TIME,
                now -> baseRows.deletions().sweep(now));
    }

    @Override
    public void close() {
        sweeps.cancel();
        notices.remove(partition, search);
        joined.tables().forEach(table -> table.removeListener(wake));
        fanOutWriter.close();
        baseRows.endJoin();
    }

    private Notices.Finding look() {
        for (CaughtUp ready : sharedReady) {
            if (!ready.isReached()) {
                return Notices.Finding.NOTHING;
            }
        }
        return fanOutWriter.look();
    }

    @Override
    public void process(Record<Key, Change> record) {
        if (CommitPace.ofThisThread().processing()) {
            context.commit();
        }
        for (CaughtUp ready : sharedReady) {
            ready.await(context.taskId());
        }
        if (record.key() == null && Notices.isNotice(record.headers())) {
            fanOutWriter.begin();
            return;
        }
        table.requireOwnPartition(record.key(), partition.partition(), settings.partitions());
        current = record;
        guard.process(
                record.key(),
                record.value(),
                context.recordMetadata().orElseThrow().offset());
    }

    @Override
    public @Nullable Version held(Key id) {
        int baseRow = baseRows.find(id);
        return baseRow == 0 ? null : baseRows.cells().version(baseRow);
    }

    @Override
    public @Nullable Version deleted(Key id) {
        return baseRows.deletions().find(id);
    }

    @Override
    public boolean holds(Key id, Columns columns) {
        int baseRow = baseRows.find(id);
        return baseRow != 0 && baseRows.cells().hasColumns(baseRow, columns.encoded());
    }

    @Override
    public Columns complete(Key id, Columns changed) {
        return changed.isComplete() ? changed : table.encoding().complete(changed, columns(id));
    }

    private byte @Nullable [] columns(Key id) {
        int baseRow = baseRows.find(id);
        if (baseRow == 0) {
            return null;
        }
        byte[] held = new byte[baseRows.cells().columnsLength(baseRow)];
        baseRows.cells().readColumns(baseRow, held, 0);
        return held;
    }

    @Override
    public void put(Key id, Row row) {
        Columns changed = row.columns();
        table.requireSize(id, changed.encoded().length, settings.maxRowBytes());
        Headers headers = new RecordHeaders();
        int before = baseRows.find(id);
        if (before != 0) {
            addPrevious(headers, before, changed);
        }
        int baseRow = baseRows.put(changed, row.version());
        boolean unused = joined.read(baseRows, baseRow, changed.foreignKeys());
        byte[] result = encoder.encode(baseRows.cells(), baseRow, joined.rows());
        context.forward(new Record<>(id, result, newestOf(current.timestamp()), headers), Names.RESULTS);
    }

    @Override
    @SuppressWarnings("NullAway") // a null value is how Streams writes a deletion
    public void remove(Key id, Version deletion) {
        Headers headers = DeletionHeader.of(deletion);
        int before = baseRows.find(id);
        if (before != 0) {
            addPrevious(headers, before, null);
        }
        baseRows.remove(id);
        baseRows.deletions().remember(id, deletion, context.currentSystemTimeMs());
        context.forward(new Record<>(id, null, current.timestamp(), headers), Names.RESULTS);
    }

    /** @param now null for a deletion */
    private void addPrevious(Headers headers, int baseRow, @Nullable Columns now) {
        BaseRowCells cells = baseRows.cells();
        for (int key = 0; key < table.encoding().foreignKeys(); key++) {
            if (cells.hasForeignKey(baseRow, key) && (now == null || !cells.hasForeignKeyOf(baseRow, key, now))) {
                previous.add(headers, key, cells.foreignKey(baseRow, key));
            }
        }
    }

    /** The time of a result is that of the newest of its rows, and never in the future. */
    private long newestOf(long baseMillis) {
        long joinedMillis = TimeUnit.MICROSECONDS.toMillis(joined.newestCommittedAtMicros());
        return joinedMillis <= baseMillis ? baseMillis : Math.min(joinedMillis, context.currentSystemTimeMs());
    }
}
