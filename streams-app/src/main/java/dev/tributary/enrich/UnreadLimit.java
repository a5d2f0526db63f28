package dev.tributary.enrich;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongConsumer;

/**
 * Bounds how many users are on the Java heap because guards of this process have written them and its copy does not have them yet
 * ({@link GuardedUsers}): where millions are loaded, the guards are faster than the reader.
 *
 * <p>Given to {@link dev.tributary.tier.CommitPace#beforeNextPoll}, it makes the stream thread wait for the reader between two polls.
 * So there may be more than the limit, by what one poll brings. The first time that there are too many it does not wait: they are not
 * committed, and the reader cannot have them.
 *
 * <p>Safe for use by several threads.
 */
final class UnreadLimit implements Runnable {

    /** Some 50 MB. */
    static final int MOST_UNREAD = 200_000;

    private static final long NAP_NANOS = 1_000_000;

    /** Then the thread polls all the same: it would leave its group. */
    static final int MOST_NAPS = 100;

    private final AtomicLongArray applied;
    private final AtomicLongArray written;
    private final LongConsumer sleep;
    private volatile boolean reached;

    /**
     * @param applied the records that the reader has applied, by partition
     * @param sleep for so many nanoseconds
     */
    UnreadLimit(AtomicLongArray applied, LongConsumer sleep) {
        this.applied = applied;
        this.sleep = sleep;
        this.written = new AtomicLongArray(applied.length());
    }

    void noteWritten(int partition, long number) {
        written.setRelease(partition, number);
    }

    /** Whether there are too many: a commit is to be asked for. */
    boolean isReached() {
        return reached;
    }

    @Override
    public void run() {
        boolean committed = reached;
        reached = unread() >= MOST_UNREAD;
        if (!committed) {
            return;
        }
        for (int naps = 0; reached && naps < MOST_NAPS; naps++) {
            sleep.accept(NAP_NANOS);
            reached = unread() >= MOST_UNREAD;
        }
    }

    /** Records that have been written, and not read back. */
    private long unread() {
        long unread = 0;
        for (int partition = 0; partition < written.length(); partition++) {
            unread += Math.max(0, written.getAcquire(partition) - applied.get(partition));
        }
        return unread;
    }
}
