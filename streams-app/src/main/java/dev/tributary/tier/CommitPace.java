package dev.tributary.tier;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * When a stream thread commits, and when it polls.
 *
 * <p>Kafka Streams commits every {@code commit.interval.ms}, whatever there is to commit: a record waits for half of that on
 * average, also if nothing else is to come. Here the last record of a poll asks for a commit at once, and polls are so far apart that
 * commits are no more frequent, on average, than ten in each {@code commit.interval.ms}. What comes after a pause is not waited
 * for. A poll that brings as much as one may bring asks for nothing: then there is a backlog, and Streams' own interval is what costs
 * least.
 *
 * <p>Streams itself commits only after a poll returns. So while something is not committed, a poll waits no longer than
 * {@code poll.ms}; else for {@link #IDLE}: a record that arrives ends the wait at once.
 *
 * <p>While a task's {@link Backlog} is too large, polls bring no records, but for one poll a second: a thread that does not poll leaves
 * its group.
 *
 * <p>One for each stream thread, used by that thread only.
 */
public final class CommitPace {

    /** Also how late a state change or a punctuation of an idle thread may be. */
    static final Duration IDLE = Duration.ofMillis(100);

    private static final int COMMITS_PER_INTERVAL = 10;
    private static final long BUSY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Between two polls that bring something, while there is a backlog. */
    private static final long LONGEST_HOLD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** What a task has in memory until somebody else has taken it over. For the stream thread. */
    public interface Backlog {

        /** Releases what has been taken over. Called before each poll. */
        void release();

        /** Whether it, or those of all tasks together, are too large. */
        boolean isTooLarge();
    }

    private static final ThreadLocal<CommitPace> OF_THREAD =
            ThreadLocal.withInitial(() -> new CommitPace(System::nanoTime, LockSupport::parkNanos));

    private final LongSupplier nanoTime;
    private final LongConsumer sleep;
    private long workedAt;
    private boolean uncommitted;
    /** Records of the last poll that no processor has got yet. */
    private int unprocessed;

    /** Between two commits, on average. */
    private long distanceNanos;

    private long nextPollAt;
    private final Set<Runnable> beforeNextPoll = new LinkedHashSet<>();
    private final Set<Backlog> backlogs = new LinkedHashSet<>();
    private boolean held;
    /** When polls began to bring nothing, or when one last brought something in between; of meaning only if {@link #held}. */
    private long heldSince;

    /** @param sleep for so many nanoseconds */
    CommitPace(LongSupplier nanoTime, LongConsumer sleep) {
        this.nanoTime = nanoTime;
        this.sleep = sleep;
        this.workedAt = nanoTime.getAsLong() - BUSY_NANOS;
        this.nextPollAt = workedAt;
    }

    /** That of the calling thread. */
    public static CommitPace ofThisThread() {
        return OF_THREAD.get();
    }

    /** There is something to do that no poll brought: the next second's polls come soon, and do not wait long. */
    public void noteWork() {
        workedAt = nanoTime.getAsLong();
    }

    /** Something is written that no record of a poll is the cause of. */
    public void noteWrite() {
        uncommitted = true;
    }

    /** Whether this thread has done anything since its last transaction was committed. */
    public boolean hasUncommitted() {
        return uncommitted;
    }

    /**
     * Has something done once for all records of a poll: when they have been processed, and before the next one.
     *
     * @param action the same object is performed once, however often it is given
     */
    public void beforeNextPoll(Runnable action) {
        beforeNextPoll.add(action);
    }

    /** Takes back what was given to {@link #beforeNextPoll}, if it was not performed yet. */
    public void notBeforeNextPoll(Runnable action) {
        beforeNextPoll.remove(action);
    }

    /**
     * A record that a poll brought is being processed; to be called once for each.
     *
     * @return whether it is the last one, and a commit is to be asked for
     */
    public boolean processing() {
        uncommitted = true;
        unprocessed--;
        return unprocessed == 0;
    }

    /** Looks after a backlog from now on. */
    public void add(Backlog backlog) {
        backlogs.add(backlog);
    }

    /** Ends what {@link #add} began. */
    public void remove(Backlog backlog) {
        backlogs.remove(backlog);
    }

    /**
     * Whether a poll is to bring nothing. Waits a moment if so: what is in a backlog has to be committed, and taken over.
     *
     * @param asked as for {@link #beforePoll}
     */
    boolean holdsBack(Duration asked) {
        backlogs.forEach(Backlog::release);
        if (asked.isZero() || backlogs.stream().noneMatch(Backlog::isTooLarge)) {
            held = false;
            return false;
        }
        long now = nanoTime.getAsLong();
        if (!held) {
            held = true;
            heldSince = now;
        } else if (now - heldSince >= LONGEST_HOLD_NANOS) {
            heldSince = now;
            return false;
        }
        sleep.accept(NAP_NANOS);
        return true;
    }

    /** The records of the last poll have been processed: does what {@link #beforeNextPoll} was given. */
    public void allProcessed() {
        beforeNextPoll.forEach(Runnable::run);
        beforeNextPoll.clear();
    }

    /**
     * Waits until it is time for a poll.
     *
     * @param asked the wait for records that Streams asks for: {@code poll.ms}, or none while it stops or gives partitions away
     * @return how long the poll is to wait for records
     */
    Duration beforePoll(Duration asked) {
        allProcessed();
        long now = nanoTime.getAsLong();
        if (asked.isZero() || now - workedAt < BUSY_NANOS) {
            return asked;
        }
        if (nextPollAt - now > 0) {
            sleep.accept(nextPollAt - now);
        }
        return uncommitted || asked.compareTo(IDLE) > 0 ? asked : IDLE;
    }

    /**
     * A poll has ended.
     *
     * @param most that it might have brought
     * @param commitInterval {@code commit.interval.ms}
     */
    void polled(int records, int most, Duration commitInterval) {
        unprocessed = records < most ? records : Integer.MAX_VALUE;
        distanceNanos = commitInterval.toNanos() / COMMITS_PER_INTERVAL;
    }

    /** A transaction is committed. */
    public void committed() {
        uncommitted = false;
        long now = nanoTime.getAsLong();
        // No later than one distance from now: commits that others ask for, such as a fan-out's, do not add up.
        long late = now - nextPollAt;
        nextPollAt = late > distanceNanos ? now : late < 0 ? now + distanceNanos : nextPollAt + distanceNanos;
    }
}
