package dev.tributary.view;

import dev.tributary.avro.SchemaRegistry;
import dev.tributary.config.AppConfig;
import dev.tributary.metrics.AppMetrics;
import dev.tributary.tier.Closing;
import dev.tributary.tier.PatientRegistry;
import dev.tributary.tier.RunningTier;
import dev.tributary.topics.EnrichedTopic;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.LagInfo;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The view tier: the Kafka Streams client that keeps {@code enriched-orders} in local stores, and what it can be asked. */
public final class ViewTier implements AutoCloseable {

    /** What it is called in {@code tributary.tiers} and in logs. */
    public static final String NAME = "view";

    private static final Logger log = LoggerFactory.getLogger(ViewTier.class);

    /** A standby that is so near to the end of its topic is as good as complete. */
    private static final long CAUGHT_UP_RECORDS = 1_000;

    /** In seconds: of what is well, and of what is not. */
    private static final double[] LATENCY_BOUNDS = {0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300};

    private final RunningTier tier;
    private final ViewStores stores;
    private final CatchUpTargets targets;
    private final LocalView local;
    private final ClusterView cluster;
    private final ScheduledExecutorService lagWatch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("view-lag").factory());
    private volatile Map<Integer, Long> lags = Map.of();

    private ViewTier(
            RunningTier tier, ViewStores stores, CatchUpTargets targets, LocalView local, HostInfo self, Peers peers) {
        this.tier = tier;
        this.stores = stores;
        this.targets = targets;
        this.local = local;
        this.cluster = new ClusterView(local, self, this::members, peers);
    }

    /**
     * Starts the tier; returns at once.
     *
     * @param self where other instances reach this one
     * @param topic what is held of another one of the same name is deleted
     * @param peers asks the other instances
     */
    public static ViewTier start(
            AppConfig config,
            SchemaRegistry registry,
            HostInfo self,
            EnrichedTopic topic,
            Peers peers,
            AppMetrics metrics) {
        ViewStores stores = new ViewStores();
        LocalView local = new LocalView(stores, config.getInt(AppConfig.ENRICHED_PARTITIONS));
        Properties settings = ViewSettings.of(config, self, stores);
        CatchUpTargets targets = new CatchUpTargets(settings, config.getString(AppConfig.ENRICHED_TOPIC), stores);
        Closing closing = new Closing();
        RunningTier running = RunningTier.start(
                NAME,
                ViewTopology.build(
                        config.getString(AppConfig.ENRICHED_TOPIC),
                        new PatientRegistry(registry, closing),
                        stores,
                        config.getLong(AppConfig.ROCKSDB_MEMORY_BYTES),
                        metrics.histogram(
                                "latency",
                                "Changes that could be seen in the view not later than so long after their commit",
                                Map.of("stage", "visible"),
                                LATENCY_BOUNDS),
                        InstantSource.system()),
                settings,
                config,
                registry,
                closing,
                streams -> {
                    StateOfTopic.check(settings, topic, streams);
                    streams.setGlobalStateRestoreListener(new RestoredEnds(stores));
                    stores.onActivation(partition -> targets.find());
                });
        ViewTier tier = new ViewTier(running, stores, targets, local, self, peers);
        tier.describeTo(metrics);
        ScheduledFuture<?> unused = tier.lagWatch.scheduleWithFixedDelay(tier::watchLag, 1, 1, TimeUnit.SECONDS);
        return tier;
    }

    private void describeTo(AppMetrics metrics) {
        metrics.gauge(
                "view",
                "partitions-active",
                "Partitions that this instance owns and answers for",
                () -> count(HeldPartition::active));
        metrics.gauge(
                "view",
                "partitions-standby",
                "Partitions that this instance has a copy of",
                () -> count(held -> !held.active() && held.readable()));
        metrics.gauge(
                "view",
                "partitions-restoring",
                "Partitions that this instance does not answer for yet",
                () -> count(held -> !held.active() && !held.readable()));
        metrics.gauge(
                "view",
                "lag",
                "Records of the topic that are not applied yet, of the partition that is farthest behind",
                () -> held().values().stream()
                        .mapToLong(held -> held.lag().orElse(0L))
                        .max()
                        .orElse(0));
    }

    private long count(Predicate<HeldPartition> condition) {
        return held().values().stream().filter(condition).count();
    }

    /** Its client. */
    public RunningTier tier() {
        return tier;
    }

    /** What is on this instance. */
    public LocalView local() {
        return local;
    }

    /** What is on all instances. */
    public ClusterView cluster() {
        return cluster;
    }

    /** All instances of the tier that this one knows of. */
    public Collection<Member> members() {
        if (!tier.streams().state().isRunningOrRebalancing()) {
            return List.of();
        }
        return tier.streams().metadataForAllStreamsClients().stream()
                .map(client -> new Member(
                        client.hostInfo(),
                        partitions(client.topicPartitions()),
                        partitions(client.standbyTopicPartitions())))
                .toList();
    }

    /** Whether all partitions that this instance owns can be asked. */
    public boolean isReady() {
        return tier.streams().state() == KafkaStreams.State.RUNNING
                && tier.streams().metadataForLocalThreads().stream()
                        .map(ThreadMetadata::activeTasks)
                        .flatMap(Collection::stream)
                        .allMatch(task -> stores.isActive(task.taskId().partition()));
    }

    /** What is held of each partition that is on this instance. */
    public Map<Integer, HeldPartition> held() {
        Map<Integer, HeldPartition> held = new TreeMap<>();
        stores.all()
                .forEach((partition, store) -> held.put(
                        partition,
                        new HeldPartition(
                                store.progress().isActive(),
                                store.progress().isReadable(),
                                store.offset(),
                                Optional.ofNullable(lags.get(partition)))));
        return held;
    }

    @Override
    public void close() {
        lagWatch.shutdownNow();
        cluster.close();
        tier.close();
        targets.close();
    }

    private void watchLag() {
        try {
            Map<Integer, LagInfo> now =
                    tier.streams().allLocalStorePartitionLags().getOrDefault(ViewStore.NAME, Map.of());
            lags = now.entrySet().stream()
                    .collect(Collectors.toUnmodifiableMap(
                            Map.Entry::getKey, entry -> entry.getValue().offsetLag()));
            now.forEach((partition, lag) -> {
                // The marker of a transaction counts as a record, and no standby ever reads one.
                if (lag.offsetLag() <= Math.min(CAUGHT_UP_RECORDS, 2 + lag.endOffsetPosition() / 100)) {
                    stores.of(partition).ifPresent(store -> store.progress().caughtUp());
                }
            });
        } catch (RuntimeException e) {
            // Not running yet, or any more, or the broker is away: the next one tells.
            log.debug("the lag is not known", e);
        }
    }

    private static Set<Integer> partitions(Set<TopicPartition> ofTopic) {
        return ofTopic.stream().map(TopicPartition::partition).collect(Collectors.toUnmodifiableSet());
    }
}
