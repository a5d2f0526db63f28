package dev.tributary.tier;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells the threads of a tier that wait for a server that the tier is being closed, and stops the tier for a failure that Kafka
 * Streams is not to see. Safe for use by several threads.
 */
public final class Closing {

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

    /** Ends all pauses, those to come too. */
    public void begin() {
        begun.countDown();
    }

    /** Whether the tier is being closed. */
    public boolean isBegun() {
        return begun.getCount() == 0;
    }

    /** Stops the tier; does nothing if it is being closed already, for what is given up then is no failure. */
    public void fail(Throwable reason) {
        if (begun.getCount() > 0) {
            failure.complete(reason);
        }
    }

    /** Has an action performed with the first failure, once there is one. */
    public void onFailure(Consumer<Throwable> action) {
        CompletableFuture<?> unused = failure.thenAccept(action);
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
