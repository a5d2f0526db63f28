package dev.tributary.view;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * How far one partition of the view has come, and whether it may answer.
 *
 * <p>Streams' own queries let a task answer that still restores, and a task counts as restored as soon as it has read what
 * its group has committed, although its predecessor may have shown more. Here a partition is served by its owner only once
 * Streams has started the task's processor and all that was committed to the topic by then has been applied, and from then
 * on as long as its {@link Lease} is valid. When that is over, all that is committed by the next answer of the broker has to
 * be applied first.
 *
 * <p>Safe for use by several threads. All offsets are of the topic of the results.
 */
final class ViewProgress {

    private static final long UNKNOWN = -1;
    private static final long LONGEST_NAP_MILLIS = 100;
    private static final Polled NOT_POLLED = new Polled(0, Position.NOTHING);

    /** How far the topic was read, which is not yet applied. */
    private record Polled(long next, long last) {}

    private final LongSupplier applied;
    private final Lease lease;

    private final Lock progress = new ReentrantLock();
    private final Condition progressed = progress.newCondition();
    private final AtomicInteger waiting = new AtomicInteger();

    private volatile boolean active;
    private int activation;
    private volatile boolean complete;
    private volatile boolean caughtUp;
    private volatile boolean served;
    private volatile boolean closed;
    private volatile long target = UNKNOWN;
    private long targetAskedNanos;
    private volatile long restoredTo = Position.NOTHING;
    private volatile Polled polled = NOT_POLLED;

    /**
     * @param applied offset of the last record that is in the store, or {@link Position#NOTHING}
     * @param lease of this partition alone
     */
    ViewProgress(LongSupplier applied, Lease lease) {
        this.applied = applied;
        this.lease = lease;
    }

    /** The partition comes to this instance, perhaps once more: what was known of it may have been deleted since. */
    synchronized void open() {
        deactivate();
        target = UNKNOWN;
        polled = NOT_POLLED;
        restoredTo = Position.NOTHING;
        caughtUp = false;
        closed = false;
        lease.reset();
    }

    /** The task runs: this instance owns the partition, and answers for it once it has caught up. */
    synchronized void activate() {
        polled = NOT_POLLED;
        target = UNKNOWN;
        complete = false;
        served = false;
        activation++;
        active = true;
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
    synchronized void catchUpTo(int ofActivation, TopicEnd end) {
        if (activation == ofActivation) {
            catchUpTo(end);
            completeIfCaughtUp();
        }
    }

    private void catchUpTo(TopicEnd end) {
        target = end.offset();
        targetAskedNanos = end.askedNanos();
    }

    /** The broker has answered where the topic ends. */
    synchronized void observe(TopicEnd end) {
        if (complete && !lease.isValid()) {
            // Before the lease is renewed: nobody may find the lease valid and the partition complete as of before.
            complete = false;
            catchUpTo(end);
        }
        lease.observe(end.askedNanos(), end.offset(), reflected());
        completeIfCaughtUp();
    }

    /** Whether this is the partition's owner, also while it catches up. */
    boolean isOwned() {
        return active;
    }

    /** Whether this is the partition's owner, all of it is there, and it is known to be current. */
    boolean isActive() {
        return active && isCurrent();
    }

    /** Whether this instance owns and has served the partition, which is not known to be current any more. */
    boolean isStale() {
        return active && served && !isCurrent();
    }

    private boolean isCurrent() {
        // The lease first: see observe().
        return lease.isValid() && complete;
    }

    /** To be called when any of it has changed. */
    private void completeIfCaughtUp() {
        if (hasReachedTarget()) {
            complete();
        }
    }

    private boolean hasReachedTarget() {
        return active && !complete && target != UNKNOWN && reflected() >= target - 1;
    }

    /** Under the lock: what was true of an earlier activation is not of this one. */
    private synchronized void complete() {
        if (hasReachedTarget()) {
            complete = true;
            caughtUp = true;
            served = true;
            lease.renew(targetAskedNanos);
        }
    }

    /**
     * The topic has been read.
     *
     * @param next offset that comes next
     * @param last offset of the last record that was read, still to be applied, or {@link Position#NOTHING} for none
     */
    void polled(long next, long last) {
        polled = new Polled(next, last == Position.NOTHING ? polled.last() : last);
        advanced();
    }

    /** The topic has been read up to here, though the last records of it may have been compacted away. */
    void restoredTo(long offset) {
        restoredTo = offset;
        advanced();
    }

    /** All that was in the topic is here, as of a moment ago. */
    void caughtUp() {
        caughtUp = true;
    }

    /** Whether it is, or was once, as good as complete: a standby that is not would deny rows that are there. */
    boolean isReadable() {
        return caughtUp;
    }

    /** Up to where the topic is reflected: the last record, and what lies behind it and is no record that can be read. */
    private long reflected() {
        Polled read = polled;
        long last = applied.getAsLong();
        long known = Math.max(last, restoredTo);
        return last >= read.last() ? Math.max(known, read.next() - 1) : known;
    }

    /** By how many records, if its topic ends before that offset. */
    long behind(long end) {
        return Math.max(0, end - 1 - reflected());
    }

    /** Something has been applied: whoever waits looks again. Costs next to nothing if nobody does. */
    void advanced() {
        completeIfCaughtUp();
        if (waiting.get() > 0) {
            progress.lock();
            try {
                progressed.signalAll();
            } finally {
                progress.unlock();
            }
        }
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
                if (left <= 0 || closed) {
                    return false;
                }
                progressed.awaitNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(LONGEST_NAP_MILLIS)));
            }
            return true;
        } finally {
            waiting.decrementAndGet();
            progress.unlock();
        }
    }

    /** The partition leaves this instance. */
    void close() {
        deactivate();
        closed = true;
        advanced();
    }
}
