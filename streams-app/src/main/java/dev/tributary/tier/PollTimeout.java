package dev.tributary.tier;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long a stream thread waits for records in one poll. While there is work, no longer than {@code poll.ms}: what was
 * processed is committed when a poll returns. After a second without any, {@link #IDLE}: all of it has been committed then, and a
 * record that arrives ends the wait at once.
 *
 * <p>One for each stream thread, used by that thread only. Not used with {@code group.protocol=streams}, for which Streams
 * makes the consumer itself.
 */
public final class PollTimeout {

    /** Also how late a state change or a punctuation of an idle thread may be. */
    static final Duration IDLE = Duration.ofMillis(100);

    private static final long BUSY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final ThreadLocal<PollTimeout> OF_THREAD =
            ThreadLocal.withInitial(() -> new PollTimeout(System::nanoTime));

    private final LongSupplier nanoTime;
    private long workedAt;
    private boolean foundRecords;

    PollTimeout(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.workedAt = nanoTime.getAsLong();
    }

    /** That of the calling thread. */
    public static PollTimeout ofThisThread() {
        return OF_THREAD.get();
    }

    /** There is something to do that no poll brought: the next second's polls do not wait long. */
    public void noteWork() {
        workedAt = nanoTime.getAsLong();
    }

    /** @param asked the wait that Streams asks for: {@code poll.ms}, or none while it stops or gives partitions away */
    Duration of(Duration asked) {
        if (foundRecords) {
            noteWork(); // Until now, however long it took.
        }
        boolean busy = asked.isZero() || nanoTime.getAsLong() - workedAt < BUSY_NANOS;
        return busy || asked.compareTo(IDLE) > 0 ? asked : IDLE;
    }

    /** The poll has ended, with records or without. */
    void ended(boolean withRecords) {
        foundRecords = withRecords;
    }
}
