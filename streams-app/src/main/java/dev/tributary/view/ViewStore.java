package dev.tributary.view;

import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.key.Key;
import dev.tributary.tier.Closing;
import dev.tributary.tier.RestoreFailedException;
import dev.tributary.tier.StoreRestore;
import dev.tributary.topics.ForeignKeys;
import dev.tributary.topics.PreviousForeignKeys;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.jspecify.annotations.Nullable;

/**
 * One partition of the view, as a store of Kafka Streams. Its changelog is the topic of the results itself, from which rows
 * and index are built in the same way whether a record is restored, read by a standby, or processed.
 */
final class ViewStore implements StateStore {

    /** Of any view: the name stays, so that the store is found again. */
    static final String NAME = "orders-view";

    private final ViewStores siblings;
    private final ViewContract view;
    private final Deserializer<ViewFields> fields;
    private final PreviousForeignKeys previous;
    private final String topic;
    private final long memoryBytes;

    /** Held for reading while something is read, for writing while the database is closed. */
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();

    private final ViewProgress progress;
    private final StoreRestore restore;

    private int partition;
    private volatile @Nullable ViewDatabase database;

    /**
     * @param siblings told when this partition comes and goes
     * @param view whose rows are held
     * @param fields reads them from a value
     * @param memoryBytes what all databases of the process share
     * @param tier stopped if a record cannot be applied while the partition is restored
     */
    ViewStore(
            ViewStores siblings,
            ViewContract view,
            Deserializer<ViewFields> fields,
            String topic,
            long memoryBytes,
            Closing tier) {
        this.siblings = siblings;
        this.view = view;
        this.fields = fields;
        this.previous = new PreviousForeignKeys(view);
        this.topic = topic;
        this.memoryBytes = memoryBytes;
        this.progress = new ViewProgress(this::offset, siblings.newLease());
        this.restore = new StoreRestore(
                NAME,
                "nobody else may write to the topic of the results; stop who does, and recompute the results"
                        + " (docs/operations.md)",
                tier,
                record -> apply(
                        StoreRestore.key(record, view.keyType()), record.value(), record.headers(), record.offset()),
                this::write);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        partition = context.taskId().partition();
        database = new ViewDatabase(context.stateDir().toPath().resolve(NAME), memoryBytes, view);
        progress.open();
        context.register(root, restore);
        siblings.opened(partition, this);
    }

    /**
     * The task runs: this instance owns the partition, and is about to be told how far it has to come.
     *
     * @throws RestoreFailedException if the partition could not be restored
     */
    void activate() {
        restore.requireSuccess();
        progress.activate();
        siblings.activated(partition);
    }

    /** How far it has come, and whether it may answer. */
    ViewProgress progress() {
        return progress;
    }

    /** Of the last record that is applied, or {@link Position#NOTHING}. */
    long offset() {
        @Nullable ViewDatabase open = database;
        return open == null ? Position.NOTHING : open.offset();
    }

    /**
     * Reads.
     *
     * @return null if the partition is gone from here
     */
    <T> @Nullable T read(Function<ViewDatabase, @Nullable T> reading) {
        use.readLock().lock();
        try {
            @Nullable ViewDatabase open = database;
            return open == null ? null : reading.apply(open);
        } finally {
            use.readLock().unlock();
        }
    }

    /**
     * Applies one record of the topic; it can be read after the next {@link #write}.
     *
     * @return when the change was committed, see {@link ViewFields#committedAtMicros}
     */
    OptionalLong apply(Key id, byte @Nullable [] value, Headers headers, long offset) {
        @Nullable ViewDatabase open = database;
        if (open == null) {
            throw new IllegalStateException("partition " + partition + " of the view is closed");
        }
        ForeignKeys left = previous.read(headers);
        if (value == null) {
            open.remove(id, left, offset);
            return OptionalLong.empty();
        }
        ViewFields read = fields(id, value, offset);
        open.put(id, read.foreignKeys(), left, value, offset);
        return read.committedAtMicros();
    }

    /** Has readers see what was applied; nothing happens if the partition is gone from here. */
    void write() {
        @Nullable ViewDatabase open = database;
        if (open != null) {
            open.write();
            progress.advanced();
        }
    }

    private ViewFields fields(Key id, byte[] value, long offset) {
        try {
            return fields.deserialize(topic, value);
        } catch (SerializationException e) {
            throw new StreamsException(
                    "cannot decode " + topic + " partition " + partition + " offset " + offset + " key " + id + ": "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public void commit(Map<TopicPartition, Long> changelogOffsets) {
        if (restore.hasFailed()) {
            return; // Streams counts the records that were not restored: the next start has to begin before them.
        }
        write();
        @Nullable ViewDatabase open = database;
        if (open != null) {
            open.commit(changelogOffsets.values().stream()
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null));
        }
    }

    @Override
    public @Nullable Long committedOffset(TopicPartition changelog) {
        @Nullable ViewDatabase open = database;
        return open == null ? null : open.committed();
    }

    /** Beside the rows, so that one cannot be lost without the other. */
    @Override
    @SuppressWarnings("deprecation") // every new store has to say so, until it is taken for granted
    public boolean managesOffsets() {
        return true;
    }

    @Override
    public void close() {
        progress.deactivate();
        siblings.closed(partition, this);
        use.writeLock().lock();
        try {
            @Nullable ViewDatabase open = database;
            if (open != null) {
                database = null;
                open.close();
            }
        } finally {
            use.writeLock().unlock();
        }
        progress.close();
    }

    @Override
    public boolean persistent() {
        return true;
    }

    @Override
    public boolean isOpen() {
        return database != null;
    }
}
