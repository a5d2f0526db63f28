package dev.tributary.view;

import dev.tributary.failure.Causes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out, for partitions that this instance has begun to own, how far their topic was committed at that moment. Asks
 * until it is told: without a broker nobody knows whether a row that is not here is not there either.
 */
final class CatchUpTargets implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CatchUpTargets.class);

    private static final long AGAIN_MILLIS = 200;

    private final EndOffsets ends;
    private final String topic;
    private final ViewStores stores;
    private final ScheduledExecutorService asking = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("view-catch-up").factory());

    CatchUpTargets(EndOffsets ends, String topic, ViewStores stores) {
        this.ends = ends;
        this.topic = topic;
        this.stores = stores;
    }

    /** Returns at once. */
    void find() {
        CompletableFuture<Void> unused = CompletableFuture.runAsync(this::findAll, asking);
    }

    /** A partition that does not know yet how far it has to come. */
    private record Waiting(int partition, ViewProgress progress, int activation) {}

    private void findAll() {
        List<Waiting> waiting = stores.all().entrySet().stream()
                .filter(entry -> entry.getValue().progress().needsTarget())
                .map(entry -> new Waiting(
                        entry.getKey(),
                        entry.getValue().progress(),
                        entry.getValue().progress().activation()))
                .toList();
        if (waiting.isEmpty()) {
            return;
        }
        try {
            Map<Integer, TopicEnd> endByPartition =
                    ends.of(waiting.stream().map(Waiting::partition).collect(Collectors.toSet()));
            for (Waiting one : waiting) {
                @Nullable TopicEnd end = endByPartition.get(one.partition());
                if (end != null) {
                    one.progress().catchUpTo(one.activation(), end);
                }
            }
            if (endByPartition.size() < waiting.size()) {
                log.warn("the view waits for the end offsets of {}", topic);
                again();
            }
        } catch (ExecutionException | RuntimeException e) {
            log.warn("the view waits for the end offsets of {}: {}", topic, Causes.describe(e));
            again();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void again() {
        ScheduledFuture<?> unused = asking.schedule(this::findAll, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        asking.shutdownNow();
    }
}
