package dev.tributary.view;

import dev.tributary.failure.Causes;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the partitions on this instance are behind their topic, and whether they are known to be current: checked every
 * second, and ten times as often while the value is read. {@code KafkaStreams.allLocalStorePartitionLags} does not say it: for
 * that, a running task is at the end of its changelog by definition, which is true where it writes the changelog itself.
 *
 * <p>Safe for use by several threads.
 */
final class ViewLag implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ViewLag.class);

    /** A standby that is so near to the end of its topic is as good as complete. */
    private static final long CAUGHT_UP_RECORDS = 1_000;

    private static final long OFTEN_MILLIS = 100;
    private static final long SELDOM_MILLIS = 1_000;

    private final ViewStores stores;
    private final EndOffsets ends;
    private final Set<Integer> partitions;
    private final Runnable onComplete;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("view-lag").factory());
    private volatile Map<Integer, Long> lags = Map.of();
    private volatile Map<Integer, TopicEnd> lastEnds = Map.of();
    private volatile long ownersBehind;
    private volatile boolean asked;

    /**
     * @param partitions of the topic
     * @param onComplete told, again and again, that no partition here is behind by more than a moment
     */
    ViewLag(ViewStores stores, EndOffsets ends, int partitions, Runnable onComplete) {
        this.stores = stores;
        this.ends = ends;
        this.partitions = IntStream.range(0, partitions).boxed().collect(Collectors.toSet());
        this.onComplete = onComplete;
    }

    /** Begins to look. */
    void start() {
        every(SELDOM_MILLIS, this::look);
        every(OFTEN_MILLIS, this::lookIfAsked);
    }

    private void every(long millis, Runnable task) {
        ScheduledFuture<?> unused = watch.scheduleWithFixedDelay(task, millis, millis, TimeUnit.MILLISECONDS);
    }

    /** In records, as of the last look; empty if it is not known. */
    OptionalLong of(int partition) {
        @Nullable Long lag = lags.get(partition);
        return lag == null ? OptionalLong.empty() : OptionalLong.of(lag);
    }

    /** In records, as of a moment ago: of all partitions together that this instance owns. */
    long ofOwned() {
        asked = true;
        return ownersBehind;
    }

    /** Where each partition of the topic ended when it was looked at last; of those that are known. */
    Map<Integer, TopicEnd> lastEnds() {
        return lastEnds;
    }

    private void lookIfAsked() {
        if (asked) {
            asked = false;
            look();
        }
    }

    /** Looks once. */
    void look() {
        try {
            // All partitions, and not only those that are here: live streams read all of them.
            Map<Integer, TopicEnd> now = ends.of(partitions);
            lastEnds = now;
            publish(stores.all(), now);
        } catch (ExecutionException | RuntimeException e) {
            // The next look tells; until then nothing is known.
            lags = Map.of();
            log.debug("the lag is not known: {}", Causes.describe(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void publish(Map<Integer, ViewStore> held, Map<Integer, TopicEnd> endByPartition) {
        Map<Integer, Long> now = new HashMap<>();
        long owned = 0;
        boolean complete = !held.isEmpty();
        for (Map.Entry<Integer, ViewStore> one : held.entrySet()) {
            @Nullable TopicEnd end = endByPartition.get(one.getKey());
            if (end == null) {
                complete = false;
                continue;
            }
            ViewProgress progress = one.getValue().progress();
            progress.observe(end);
            long lag = progress.behind(end.offset());
            now.put(one.getKey(), lag);
            if (progress.isOwned()) {
                owned += lag;
            }
            // The marker of a transaction counts as a record, and no standby ever reads one.
            if (lag <= Math.min(CAUGHT_UP_RECORDS, 2 + end.offset() / 100)) {
                progress.caughtUp();
            } else {
                complete = false;
            }
        }
        lags = Map.copyOf(now);
        ownersBehind = owned;
        if (complete) {
            onComplete.run();
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
