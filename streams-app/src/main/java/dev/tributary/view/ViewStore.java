package dev.tributary.view;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.internals.RecordBatchingStateRestoreCallback;
import org.jspecify.annotations.Nullable;

/**
 * One partition of the view, as a store of Kafka Streams. Its changelog is {@code enriched-orders} itself, from which rows
 * and index are built in the same way whether a record is restored, read by a standby, or processed.
 *
 * <p>Streams' own queries let a task answer that still restores, and a task counts as restored as soon as it has read what
 * its group has committed, although its predecessor may have shown more. Here a partition answers as its owner only once
 * Streams has started the task's processor and all that was committed to the topic by then has been applied.
 */
final class ViewStore implements StateStore {

    static final String NAME = "orders-view";

    private static final long UNKNOWN = -1;
    private static final Polled NOT_POLLED = new Polled(0, Position.NOTHING);

    /** How far the topic was read, which is not yet applied. */
    private record Polled(long next, long last) {}

    private final ViewStores siblings;
    private final Deserializer<OptionalLong> users;
    private final String topic;
    private final long memoryBytes;

    /** Held for reading while something is read, for writing while the database is closed. */
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();

    private final Lock progress = new ReentrantLock();
    private final Condition progressed = progress.newCondition();
    private final AtomicInteger waiting = new AtomicInteger();

    private int partition;
    private volatile @Nullable ViewDatabase database;
    private volatile boolean active;
    private int activation;
    private volatile boolean complete;
    private volatile boolean caughtUp;
    private volatile long target = UNKNOWN;
    private volatile long restoredTo = Position.NOTHING;
    private volatile Polled polled = NOT_POLLED;

    /**
     * @param siblings told when this partition comes and goes
     * @param users reads the user of an order from a value
     * @param memoryBytes what all databases of the process share
     */
    ViewStore(ViewStores siblings, Deserializer<OptionalLong> users, String topic, long memoryBytes) {
        this.siblings = siblings;
        this.users = users;
        this.topic = topic;
        this.memoryBytes = memoryBytes;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        partition = context.taskId().partition();
        database = new ViewDatabase(context.stateDir().toPath().resolve(NAME), memoryBytes);
        context.register(root, (RecordBatchingStateRestoreCallback) this::restore);
        siblings.opened(partition, this);
    }

    /** The task runs: this instance owns the partition, and answers for it once it has caught up. */
    synchronized void activate() {
        polled = NOT_POLLED;
        target = UNKNOWN;
        complete = false;
        activation++;
        active = true;
        siblings.activated(partition);
    }

    synchronized void deactivate() {
        active = false;
        complete = false;
    }

    /** Whether it is this instance's, and not known yet how far it has to come to answer. */
    boolean needsTarget() {
        return active && target == UNKNOWN;
    }

    /** Counts how often it became this instance's. */
    synchronized int activation() {
        return activation;
    }

    /**
     * What has to be applied before it answers as the owner: all before this offset.
     *
     * @param ofActivation it holds for this one only
     */
    synchronized void catchUpTo(int ofActivation, long end) {
        if (activation == ofActivation) {
            target = end;
        }
    }

    /** Whether this is the partition's owner, and all of it is there. */
    boolean isActive() {
        return active && (complete || completeIfCaughtUp());
    }

    /** Under the lock: what was true of an earlier activation is not of this one. */
    private synchronized boolean completeIfCaughtUp() {
        if (active && target != UNKNOWN && reflected() >= target - 1) {
            complete = true;
            caughtUp = true;
        }
        return active && complete;
    }

    /**
     * The topic has been read.
     *
     * @param next offset that comes next
     * @param last offset of the last record that was read, still to be applied, or {@link Position#NOTHING} for none
     */
    void polled(long next, long last) {
        polled = new Polled(next, last == Position.NOTHING ? polled.last() : last);
        if (waiting.get() > 0) {
            signal();
        }
    }

    /** All that was in the topic is here, as of a moment ago. */
    void caughtUp() {
        caughtUp = true;
    }

    /** Whether it is, or was once, as good as complete: a standby that is not would deny rows that are there. */
    boolean isReadable() {
        return caughtUp;
    }

    /** The topic has been read up to here, though the last records of it may have been compacted away. */
    void restoredTo(long offset) {
        restoredTo = offset;
        signal();
    }

    /** Of the last record that is applied, or {@link Position#NOTHING}. */
    long offset() {
        @Nullable ViewDatabase open = database;
        return open == null ? Position.NOTHING : open.offset();
    }

    /** Up to where the topic is reflected: that record, and what lies behind it and is no record that can be read. */
    private long reflected() {
        Polled read = polled;
        long applied = offset();
        long known = Math.max(applied, restoredTo);
        return applied >= read.last() ? Math.max(known, read.next() - 1) : known;
    }

    /**
     * Waits until the partition is that far.
     *
     * @param deadlineNanos by {@link System#nanoTime}
     * @return whether it is
     */
    boolean awaitOffset(long wanted, long deadlineNanos) throws InterruptedException {
        if (reflected() >= wanted) {
            return true;
        }
        progress.lock();
        try {
            waiting.incrementAndGet();
            while (reflected() < wanted) {
                long left = deadlineNanos - System.nanoTime();
                if (left <= 0 || database == null) {
                    return false;
                }
                progressed.awaitNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(100)));
            }
            return true;
        } finally {
            waiting.decrementAndGet();
            progress.unlock();
        }
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

    /** Applies one record of the topic. */
    void apply(long id, byte @Nullable [] value, long offset) {
        @Nullable ViewDatabase open = database;
        if (open == null) {
            throw new IllegalStateException("partition " + partition + " of the view is closed");
        }
        if (value == null) {
            open.remove(id, offset);
        } else {
            open.put(id, userOf(id, value, offset), value, offset);
        }
        if (waiting.get() > 0) {
            signal();
        }
    }

    private void restore(Collection<ConsumerRecord<byte[], byte[]>> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.key() == null || record.key().length != Long.BYTES) {
                throw new StreamsException("the key of " + topic + " partition " + partition + " offset "
                        + record.offset() + " is no order's id in 8 bytes: the topic is written by somebody else, too");
            }
            apply(ByteBuffer.wrap(record.key()).getLong(), record.value(), record.offset());
        }
    }

    private OptionalLong userOf(long id, byte[] value, long offset) {
        try {
            return users.deserialize(topic, value);
        } catch (SerializationException e) {
            throw new StreamsException(
                    "cannot decode " + topic + " partition " + partition + " offset " + offset + " key " + id + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private void signal() {
        progress.lock();
        try {
            progressed.signalAll();
        } finally {
            progress.unlock();
        }
    }

    @Override
    public void commit(Map<TopicPartition, Long> changelogOffsets) {
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
        deactivate();
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
        signal();
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
