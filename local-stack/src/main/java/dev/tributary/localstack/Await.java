package dev.tributary.localstack;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Waiting for conditions, with a deadline. The one place that polls. */
public final class Await {

    private static final Duration INTERVAL = Duration.ofMillis(25);

    private Await() {}

    /** A question that may fail while its answer is not there yet. */
    public interface Condition {
        boolean holds() throws Exception;
    }

    /**
     * Returns when {@code condition} holds. What it throws counts as "not yet", and is the cause of the exception if the
     * deadline passes.
     */
    public static void until(Supplier<String> what, Duration within, Condition condition)
            throws TimeoutException, InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        Exception last = null;
        do {
            try {
                if (condition.holds()) {
                    return;
                }
                last = null;
            } catch (InterruptedException e) {
                throw e;
            } catch (FinalException e) {
                throw e;
            } catch (Exception e) {
                last = e;
            }
            Thread.sleep(INTERVAL);
        } while (System.nanoTime() < deadline);
        TimeoutException timeout = new TimeoutException(what.get() + ", not within " + within.toSeconds() + " s");
        if (last != null) {
            timeout.initCause(last);
        }
        throw timeout;
    }

    /** For who asks again and again by itself: returns after as long as there is between two looks here. */
    public static void pause() throws InterruptedException {
        Thread.sleep(INTERVAL);
    }

    /** Thrown by a condition that can never hold any more. */
    static class FinalException extends RuntimeException {
        FinalException(String message) {
            super(message);
        }
    }
}
