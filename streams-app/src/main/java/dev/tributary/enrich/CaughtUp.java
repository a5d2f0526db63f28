package dev.tributary.enrich;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.streams.processor.TaskId;
import org.jspecify.annotations.Nullable;

/**
 * Reached when all rows of a joined table are here that were committed when it was created ({@link JoinedTableReader#caughtUp}). Safe for
 * use by several threads.
 */
final class CaughtUp {

    /** Mostly the broker has answered long before. At its end the stream thread is replaced, and the new one waits again. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final CompletableFuture<Void> reached = new CompletableFuture<>();
    private volatile long @Nullable [] ends;

    /** Whether everything is here. */
    boolean isReached() {
        return reached.isDone() && !reached.isCompletedExceptionally();
    }

    /**
     * Blocks until everything is here: mostly not at all, or until the broker has answered.
     *
     * @param task that waits, for messages
     * @throws org.apache.kafka.common.errors.TimeoutException after half a minute
     */
    void await(TaskId task) {
        if (isReached()) {
            return;
        }
        try {
            await(LONGEST_WAIT);
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException(
                    "the joined rows have not arrived within " + LONGEST_WAIT.toSeconds()
                            + " s that were committed when task " + task + " began",
                    e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the joined rows are no longer read", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** @throws ExecutionException if the rows are no longer read */
    void await(Duration longest) throws InterruptedException, ExecutionException, TimeoutException {
        reached.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The offsets that must have been passed, by partition; null until the broker has said. */
    long @Nullable [] ends() {
        return ends;
    }

    void answered(long[] byPartition) {
        ends = byPartition;
    }

    void complete() {
        reached.complete(null);
    }

    void fail(Throwable reason) {
        reached.completeExceptionally(reason);
    }
}
