package dev.tributary.enrich;

import dev.tributary.tier.CommitPace;
import dev.tributary.tier.Notices;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Guards the users: forwards each row as it changes, null for a deletion, to the topic that all processes read. */
final class UserGuard implements Processor<Long, Change, Long, Row>, GuardedRows {

    private final EnrichSettings settings;
    private final UsersReader reader;
    private final Notices.Search search = this::look;
    private TopicPartition partition;
    private Guard guard;
    private ProcessorContext<Long, Row> context;
    private GuardedUsers users;
    /** Reached when everything is in the copy that was written before this task began. */
    private CaughtUp usersReady;

    private Record<Long, Change> current;

    @SuppressWarnings("NullAway.Init") // init() is called before anything else
    UserGuard(EnrichSettings settings, UsersReader reader) {
        this.settings = settings;
        this.reader = reader;
    }

    @Override
    public void init(ProcessorContext<Long, Row> context) {
        this.context = context;
        this.guard = new Guard(CapturedTable.USERS, this, PrecedingDeletion.of(context));
        this.users = context.getStateStore(Names.USERS_GUARDED);
        users.begin();
        this.usersReady = reader.caughtUp();
        this.partition =
                new TopicPartition(settings.userChangesTopic(), context.taskId().partition());
        Notices.ofThisThread().add(partition, search);
    }

    @Override
    public void close() {
        Notices.ofThisThread().remove(partition, search);
    }

    private Notices.Finding look() {
        users.forgetRead();
        return Notices.Finding.NOTHING;
    }

    @Override
    public void process(Record<Long, Change> record) {
        if (CommitPace.ofThisThread().processing()) {
            context.commit();
        }
        usersReady.await(context.taskId());
        CapturedTable.USERS.requireOwnPartition(record.key(), partition.partition(), settings.userPartitions());
        current = record;
        guard.process(
                record.key(),
                record.value(),
                context.recordMetadata().orElseThrow().offset());
    }

    @Override
    public @Nullable Version held(long key) {
        SharedUsers.@Nullable Known known = users.find(key);
        return known == null || known.columns() == null ? null : known.version();
    }

    @Override
    public @Nullable Version deleted(long key) {
        SharedUsers.@Nullable Known known = users.find(key);
        return known == null || known.columns() != null ? null : known.version();
    }

    @Override
    public boolean holds(long key, Columns columns) {
        return columns.equals(columns(key));
    }

    @Override
    public Columns complete(long key, Columns changed) {
        if (changed.isComplete()) {
            return changed;
        }
        @Nullable Columns held = columns(key);
        return CapturedTable.USERS.encoding().complete(changed, held == null ? null : held.encoded());
    }

    private @Nullable Columns columns(long key) {
        SharedUsers.@Nullable Known known = users.find(key);
        return known == null ? null : known.columns();
    }

    @Override
    public void put(long key, Row row) {
        CapturedTable.USERS.requireSize(key, row.columns().encoded().length, settings.maxRowBytes());
        write(key, row, row.version(), new RecordHeaders());
    }

    @Override
    public void remove(long key, Version deletion) {
        write(key, null, deletion, DeletionHeader.of(deletion));
    }

    @SuppressWarnings("NullAway") // a null value is how Streams writes a deletion
    private void write(long key, @Nullable Row row, Version version, Headers headers) {
        users.written(key, new SharedUsers.Known(row == null ? null : row.columns(), version));
        CommitPace.ofThisThread().beforeNextPoll(reader.unreadLimit());
        if (reader.unreadLimit().isReached()) {
            context.commit(); // The reader gets nothing before.
        }
        context.forward(new Record<>(key, row, current.timestamp(), headers));
    }
}
