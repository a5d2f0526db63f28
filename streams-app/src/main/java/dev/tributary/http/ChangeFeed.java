package dev.tributary.http;

import dev.tributary.failure.Causes;
import dev.tributary.view.Position;
import dev.tributary.view.ReaderLease;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last changes, for any number of live streams: the topic is read once for all of them, and each change is encoded as an
 * event once. What is kept is bounded; a stream that does not keep up finds that it has lost its place.
 *
 * <p>Begins some offsets before the end of the topic. Streams that were cut off together, because an instance or the broker
 * was lost, resume together, and on an idle topic all of them resume at the last record, before its transaction's marker.
 * None of them should need a consumer of its own.
 *
 * <p>Reads as long as a stream is open, and a while longer. Safe for use by several threads.
 */
final class ChangeFeed implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ChangeFeed.class);

    private static final int MOST_CHANGES = 65_536;
    private static final long MOST_BYTES = 32L << 20;
    private static final int MOST_AT_ONCE = 512;

    /** In offsets, of all partitions together. */
    private static final int BACKLOG = 8_192;

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LINGER = Duration.ofSeconds(30);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final Supplier<ChangeReader> readers;
    private final Supplier<ReaderLease> leases;
    private final int partitions;
    private final Duration linger;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // All below under the lock.
    private final RecentChanges recent;
    private Position reached;
    /** The end of the topic when the reader was opened: until that is reached, the feed has no end. */
    private Position opened;

    private boolean running;
    private int openStreams;
    private long idleSince;
    private boolean closed;
    private @Nullable ChangeReader reader;
    private @Nullable ReaderLease lease;

    /**
     * @param readers makes a reader of the topic
     * @param leases makes the lease of a reader that begins at the end of the topic
     */
    ChangeFeed(Supplier<ChangeReader> readers, Supplier<ReaderLease> leases, int partitions) {
        this(readers, leases, partitions, LINGER);
    }

    /** @param linger for how long it reads on when the last stream has been closed */
    ChangeFeed(Supplier<ChangeReader> readers, Supplier<ReaderLease> leases, int partitions, Duration linger) {
        this.readers = readers;
        this.leases = leases;
        this.linger = linger;
        this.partitions = partitions;
        this.reached = Position.none(partitions);
        this.opened = reached;
        this.recent = new RecentChanges(MOST_CHANGES, MOST_BYTES, reached);
    }

    /**
     * A place in the feed.
     *
     * @param sequence of the change that comes next
     * @param position what everything before it reflects
     */
    record Place(long sequence, Position position) {}

    /**
     * What the feed has at one moment.
     *
     * @param first place that is kept
     * @param end where the next change will be
     */
    record Kept(Place first, Place end) {
        /** Whether everything that comes behind a position is kept. */
        boolean hasAllBehind(Position position) {
            return position.covers(first.position());
        }
    }

    /** What a reader gets. */
    sealed interface Next {
        /** What has come; {@code end} is where it goes on. */
        record Changes(List<Change> changes, long end) implements Next {}

        /** Nothing has come; {@code position} is that of the end of the feed, where the reader is. */
        record Nothing(Position position) implements Next {}

        /** What comes next for the reader is not kept any more. */
        record Lost() implements Next {}
    }

    /** Of the topic. */
    int partitions() {
        return partitions;
    }

    /** Begins to follow; every call is undone by one of {@link #leave}. */
    void join() {
        lock.lock();
        try {
            openStreams++;
            if (!running && !closed) {
                running = true;
                reached = Position.none(partitions);
                Thread.ofPlatform().daemon().name("changes").start(this::run);
            }
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            openStreams--;
            idleSince = System.nanoTime();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the feed has come as far as a position.
     *
     * @return what it has then, or null if it has not come so far within that time
     */
    @Nullable Kept awaitReached(Position position, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        lock.lock();
        try {
            while (closed || !isCurrent() || !reached.covers(opened) || !reached.covers(position)) {
                long left = deadline - System.nanoTime();
                if (left <= 0 || closed) {
                    return null;
                }
                // A lease becomes valid without a signal.
                long unused = changed.awaitNanos(Math.min(left, POLL.toNanos()));
            }
            return new Kept(new Place(recent.first(), recent.beforeFirst()), new Place(recent.end(), reached));
        } finally {
            lock.unlock();
        }
    }

    /** What comes next at a place; waits for so long if nothing has come. */
    Next next(long sequence, Duration timeout) throws InterruptedException {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (true) {
                if (sequence < recent.first() || sequence > recent.end() || closed || !isCurrent()) {
                    return new Next.Lost();
                }
                if (sequence < recent.end()) {
                    List<Change> changes = recent.from(sequence, MOST_AT_ONCE);
                    return new Next.Changes(changes, sequence + changes.size());
                }
                if (left <= 0) {
                    return new Next.Nothing(reached);
                }
                // A lease ends without a signal, also while the thread that reads is blocked.
                long wait = Math.min(left, POLL.toNanos());
                left -= wait - changed.awaitNanos(wait);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether the feed runs, and is known to be current: if not, its streams end. */
    boolean isCurrent() {
        lock.lock();
        try {
            return reader != null && lease != null && lease.isValid();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (true) {
            try (ChangeReader source = readers.get()) {
                ReaderLease held = leases.get();
                begin(source, source.seekBeforeEnd(Math.max(1, BACKLOG / partitions)), held);
                try {
                    read(source, held);
                } catch (RuntimeException | Error e) {
                    // At once, and not after the reader is closed: without a broker that takes half a minute.
                    endStreams();
                    throw e;
                }
                return;
            } catch (WakeupException e) {
                return;
            } catch (Error e) {
                log.error("live streams end", e);
                abandon();
                throw e;
            } catch (RuntimeException e) {
                log.warn("live streams are interrupted, and go on where they were: {}", Causes.describe(e), e);
                if (!waitAfterFailure()) {
                    return;
                }
            }
        }
    }

    private void read(ChangeReader source, ReaderLease held) {
        while (isWanted()) {
            add(source.poll(POLL), source.reached());
            held.observe(source.reached());
            if (!held.isValid()) {
                throw new TimeoutException(
                        "the feed is not known to be current: Kafka does not answer, or it makes no progress in reading");
            }
        }
    }

    /** There is a gap: every stream finds that it has lost its place, and ends. */
    private void endStreams() {
        lock.lock();
        try {
            reader = null;
            recent.restart(reached);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whoever followed before a failure has lost the place: there is a gap. */
    private void begin(ChangeReader source, Position end, ReaderLease held) {
        lock.lock();
        try {
            opened = end;
            reached = source.reached();
            recent.restart(reached);
            reader = source;
            lease = held;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isWanted() {
        lock.lock();
        try {
            boolean wanted = !closed && (openStreams > 0 || System.nanoTime() - idleSince < linger.toNanos());
            if (!wanted) {
                running = false;
                reader = null;
            }
            return wanted;
        } finally {
            lock.unlock();
        }
    }

    /** Nobody reads any more: who follows notices, and who comes next begins anew. */
    private void abandon() {
        lock.lock();
        try {
            running = false;
            reader = null;
            recent.restart(reached);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void add(List<Change> changes, Position position) {
        lock.lock();
        try {
            if (position.equals(reached)) {
                return;
            }
            changes.forEach(recent::add);
            reached = position;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean waitAfterFailure() {
        lock.lock();
        try {
            long left = AFTER_FAILURE.toNanos();
            while (left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
            if (closed || openStreams == 0) {
                running = false;
                return false;
            }
            return true;
        } catch (InterruptedException e) {
            running = false;
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            if (reader != null) {
                reader.wakeUp();
            }
        } finally {
            lock.unlock();
        }
    }
}
