package dev.tributary.tier;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long a stream thread waits for records in one poll. While there is work, no longer than {@code poll.ms}: what was
 * processed is committed when a poll returns. After a second without any, {@link #IDLE}: nothing is left to commit then, and a
 * record that arrives ends the wait at once.
 *
 * <p>One for each stream thread, used by that thread only.
 */
public final class PollWait {

    /** Also how late a state change or a punctuation of an idle thread may be. */
    static final Duration IDLE = Duration.ofMillis(100);

    private static final long BUSY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final ThreadLocal<PollWait> OF_THREAD =
            ThreadLocal.withInitial(() -> new PollWait(System::nanoTime));

    private final LongSupplier nanoTime;
    private long workedAt;

    PollWait(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.workedAt = nanoTime.getAsLong();
    }

    /** That of the calling thread. */
    public static PollWait ofThisThread() {
        return OF_THREAD.get();
    }

    /** There was something to do, or there is still: the next second's polls do not wait long. */
    public void noteWork() {
        workedAt = nanoTime.getAsLong();
    }

    /** @param asked the wait that Streams asks for: none while it has records buffered, {@code poll.ms} else */
    Duration of(Duration asked) {
        boolean busy = asked.isZero() || nanoTime.getAsLong() - workedAt < BUSY_NANOS;
        return busy || asked.compareTo(IDLE) > 0 ? asked : IDLE;
    }
}
