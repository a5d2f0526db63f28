package dev.tributary.enrich;

import dev.tributary.definition.key.Key;
import dev.tributary.tier.CommitPace;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Guards a joined table: forwards each row as it changes, null for a deletion, to the topic that all processes read. */
final class JoinedTableGuard implements Processor<Key, Change, Key, Row>, GuardedRows, CommitPace.Backlog {

    private final CapturedTable table;
    private final EnrichSettings.Referenced topics;
    private final int maxRowBytes;
    private final JoinedTableReader reader;
    private int partition;
    private Guard guard;
    private ProcessorContext<Key, Row> context;
    private GuardStore rows;
    /** Reached when everything is in the copy that was written before this task began. */
    private CaughtUp sharedReady;

    private Record<Key, Change> current;

    @SuppressWarnings("NullAway.Init") // init() is called before anything else
    JoinedTableGuard(CapturedTable table, EnrichSettings.Referenced topics, int maxRowBytes, JoinedTableReader reader) {
        this.table = table;
        this.topics = topics;
        this.maxRowBytes = maxRowBytes;
        this.reader = reader;
    }

    @Override
    public void init(ProcessorContext<Key, Row> context) {
        this.context = context;
        this.guard = new Guard(table, this, PrecedingDeletion.of(context));
        this.rows = context.getStateStore(topics.names().guarded());
        rows.begin();
        this.sharedReady = reader.caughtUp();
        this.partition = context.taskId().partition();
        CommitPace.ofThisThread().add(this);
    }

    @Override
    public void close() {
        CommitPace.ofThisThread().remove(this);
        rows.end();
    }

    /** Of rows that the process's copy does not have yet. */
    @Override
    public void release() {
        rows.forgetRead();
    }

    /** Where millions are loaded, the guards are faster than the reader. */
    @Override
    public boolean isTooLarge() {
        return reader.hasTooManyUnread();
    }

    @Override
    public void process(Record<Key, Change> record) {
        if (CommitPace.ofThisThread().processing()) {
            context.commit();
        }
        sharedReady.await(context.taskId());
        table.requireOwnPartition(record.key(), partition, topics.partitions());
        current = record;
        guard.process(
                record.key(),
                record.value(),
                context.recordMetadata().orElseThrow().offset());
    }

    @Override
    public @Nullable Version held(Key key) {
        SharedTable.@Nullable Known known = rows.find(key);
        return known == null || known.columns() == null ? null : known.version();
    }

    @Override
    public @Nullable Version deleted(Key key) {
        SharedTable.@Nullable Known known = rows.find(key);
        return known == null || known.columns() != null ? null : known.version();
    }

    @Override
    public boolean holds(Key key, Columns columns) {
        return columns.equals(columns(key));
    }

    @Override
    public Columns complete(Key key, Columns changed) {
        if (changed.isComplete()) {
            return changed;
        }
        @Nullable Columns held = columns(key);
        return table.encoding().complete(changed, held == null ? null : held.encoded());
    }

    private @Nullable Columns columns(Key key) {
        SharedTable.@Nullable Known known = rows.find(key);
        return known == null ? null : known.columns();
    }

    @Override
    public void put(Key key, Row row) {
        table.requireSize(key, row.columns().encoded().length, maxRowBytes);
        write(key, row, row.version(), new RecordHeaders());
    }

    @Override
    public void remove(Key key, Version deletion) {
        write(key, null, deletion, DeletionHeader.of(deletion));
    }

    @SuppressWarnings("NullAway") // a null value is how Streams writes a deletion
    private void write(Key key, @Nullable Row row, Version version, Headers headers) {
        rows.written(key, new SharedTable.Known(row == null ? null : row.columns(), version));
        context.forward(new Record<>(key, row, current.timestamp(), headers));
    }
}
