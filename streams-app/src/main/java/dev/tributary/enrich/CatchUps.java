package dev.tributary.enrich;

import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who wait until everything is here that was in the topic of a joined table when they began: the broker is asked for each where the
 * topic ends, and the reader of the topic says when it is there. Safe for use by several threads.
 */
final class CatchUps {

    private static final Logger log = LoggerFactory.getLogger(CatchUps.class);

    private final JoinedTableTopic.Ends ends;
    private final Runnable answered;
    private final Consumer<Throwable> failed;
    private final Queue<CaughtUp> waiting = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Throwable end;

    /**
     * @param answered is called when an end is known, to have the reader look; must not block
     * @param failed gets why the broker cannot say where the topic ends, and is to {@link #end} this
     */
    CatchUps(JoinedTableTopic.Ends ends, Runnable answered, Consumer<Throwable> failed) {
        this.ends = ends;
        this.answered = answered;
        this.failed = failed;
    }

    /** Reached when everything is here that is committed now. Does not block. */
    CaughtUp begin() {
        CaughtUp caughtUp = new CaughtUp();
        waiting.add(caughtUp);
        ask(caughtUp);
        @Nullable Throwable ended = end;
        if (ended != null) {
            fail(ended);
        }
        return caughtUp;
    }

    private void ask(CaughtUp caughtUp) {
        ends.ask().whenComplete((byPartition, thrown) -> {
            if (byPartition != null) {
                caughtUp.answered(byPartition);
                answered.run();
                return;
            }
            @Nullable Throwable ended = end;
            if (ended != null) {
                fail(ended);
                return;
            }
            Throwable reason =
                    thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
            if (reason instanceof RetriableException) {
                log.warn("the broker does not say how far the topic goes: {}; asking again", reason.toString());
                ask(caughtUp);
            } else {
                failed.accept(reason);
            }
        });
    }

    /**
     * Tells those whose end is reached.
     *
     * @param isReached says so of the ends of a topic, by partition
     * @return whether there were any
     */
    boolean complete(Predicate<long[]> isReached) {
        return waiting.removeIf(next -> {
            long @Nullable [] wanted = next.ends();
            if (wanted == null || !isReached.test(wanted)) {
                return false;
            }
            next.complete();
            return true;
        });
    }

    /** Nothing is read any more: those who wait fail, and so does whoever comes from now on. The first reason stays. */
    void end(Throwable reason) {
        if (end == null) {
            end = reason;
        }
        fail(reason);
    }

    private void fail(Throwable reason) {
        for (CaughtUp next = waiting.poll(); next != null; next = waiting.poll()) {
            next.fail(reason);
        }
    }
}
