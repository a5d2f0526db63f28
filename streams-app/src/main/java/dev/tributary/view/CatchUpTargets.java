package dev.tributary.view;

import dev.tributary.failure.Causes;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out, for partitions that this instance has begun to own, how far their topic was committed at that moment. Asks
 * until it is told: without a broker nobody knows whether a row that is not here is not there either.
 */
final class CatchUpTargets implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CatchUpTargets.class);

    private static final long AGAIN_MILLIS = 200;
    private static final long ANSWERED_WITHIN_SECONDS = 30;

    private final Admin admin;
    private final String topic;
    private final ViewStores stores;
    private final ScheduledExecutorService asking = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("view-catch-up").factory());

    /** @param settings of the tier's client */
    CatchUpTargets(Properties settings, String topic, ViewStores stores) {
        this.admin = Admin.create(new StreamsConfig(settings).getAdminConfigs("tributary-view-ends"));
        this.topic = topic;
        this.stores = stores;
    }

    /** Returns at once. */
    void find() {
        CompletableFuture<Void> unused = CompletableFuture.runAsync(this::findAll, asking);
    }

    /** A partition that does not know yet how far it has to come. */
    private record Waiting(TopicPartition partition, ViewProgress progress, int activation) {}

    private void findAll() {
        List<Waiting> waiting = stores.all().entrySet().stream()
                .filter(entry -> entry.getValue().progress().needsTarget())
                .map(entry -> new Waiting(
                        new TopicPartition(topic, entry.getKey()),
                        entry.getValue().progress(),
                        entry.getValue().progress().activation()))
                .toList();
        if (waiting.isEmpty()) {
            return;
        }
        try {
            Map<TopicPartition, OffsetSpec> latest =
                    waiting.stream().collect(Collectors.toMap(Waiting::partition, any -> OffsetSpec.latest()));
            ListOffsetsResult ends = admin.listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED));
            for (Waiting one : waiting) {
                long end = ends.partitionResult(one.partition())
                        .get(ANSWERED_WITHIN_SECONDS, TimeUnit.SECONDS)
                        .offset();
                one.progress().catchUpTo(one.activation(), end);
            }
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            log.warn("the view waits for the broker to say how far {} is: {}", topic, Causes.describe(e));
            ScheduledFuture<?> unused = asking.schedule(this::findAll, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        asking.shutdownNow();
        admin.close();
    }
}
