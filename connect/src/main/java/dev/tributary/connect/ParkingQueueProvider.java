package dev.tributary.connect;

import io.debezium.connector.base.DefaultQueueProvider;
import io.debezium.pipeline.Sizeable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Debezium's queue of change events, with a poll that parks where it would spin.
 *
 * <p>A poll of {@code ChangeEventQueue} (Debezium 3.7) waits for {@code poll.interval.ms}, in whole milliseconds, and ends when
 * <em>more</em> than that has passed. For the last millisecond it waits 0 ms again and again, and asks for the size each
 * time: 8 % of a core with an interval of 10 ms. Whoever asks an empty queue that often waits here for a moment instead.
 * Debezium holds the queue's lock meanwhile, so an event may come into it up to a millisecond later.
 *
 * <p>Guarded by the lock of {@code ChangeEventQueue}, but for a size that is asked for by JMX: that is never what is waited for, and
 * counts at worst as a question of a poll.
 */
public final class ParkingQueueProvider<T extends Sizeable> extends DefaultQueueProvider<T> {

    /** A poll that does not spin asks for what to expect, what to take, and whether the queue is full. */
    private static final int QUESTIONS_OF_A_POLL = 3;

    private final LongSupplier millis;
    private final Runnable pause;
    private @Nullable Thread asker;
    private long askedAt;
    private int asked;

    /** Debezium makes one by this. */
    public ParkingQueueProvider() {
        this(System::currentTimeMillis, ParkingQueueProvider::park);
    }

    ParkingQueueProvider(LongSupplier millis, Runnable pause) {
        this.millis = millis;
        this.pause = pause;
    }

    /** Until the next millisecond, at the latest. */
    static void park() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }

    @Override
    public String name() {
        return "parking";
    }

    @Override
    public int size() {
        int size = super.size();
        if (size == 0) {
            long now = millis.getAsLong();
            asked = now == askedAt && Thread.currentThread().equals(asker) ? asked + 1 : 1;
            askedAt = now;
            asker = Thread.currentThread();
            if (asked > QUESTIONS_OF_A_POLL) {
                pause.run();
            }
        }
        return size;
    }
}
