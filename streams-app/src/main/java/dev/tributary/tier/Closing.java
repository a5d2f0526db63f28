package dev.tributary.tier;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells the threads of a tier that wait for a server that the tier is being closed. Safe for use by several threads. */
public final class Closing {

    private final CountDownLatch begun = new CountDownLatch(1);

    /** Ends all pauses, those to come too. */
    void begin() {
        begun.countDown();
    }

    /**
     * Waits.
     *
     * @return false, at once, if the tier is being closed, or the thread interrupted: there is nothing to wait for any more
     */
    boolean pause(Duration length) {
        try {
            return !begun.await(length.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
