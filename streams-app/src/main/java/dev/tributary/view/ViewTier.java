package dev.tributary.view;

import dev.tributary.avro.SchemaRegistry;
import dev.tributary.config.AppConfig;
import dev.tributary.metrics.AppMetrics;
import dev.tributary.tier.Closing;
import dev.tributary.tier.PatientRegistry;
import dev.tributary.tier.RunningTier;
import dev.tributary.topics.DescribedTopic;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.state.HostInfo;

/** The view tier: the Kafka Streams client that keeps the results in local stores, and what it can be asked. */
public final class ViewTier implements AutoCloseable {

    /** What it is called in {@code tributary.tiers} and in logs. */
    public static final String NAME = "view";

    /** In seconds: of what is well, and of what is not. */
    private static final double[] LATENCY_BOUNDS = {0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300};

    /** The broker has a fourth of a lease's term to say where the topic ends: one answer may fail to come, and more. */
    private static final int ANSWERS_PER_TERM = 4;

    private final RunningTier tier;
    private final ViewStores stores;
    private final TopicEnds ends;
    private final CatchUpTargets targets;
    private final ViewLag lag;
    private final PeersLag peersLag;
    private final LocalView local;
    private final Supplier<Lease> leases;
    private final ClusterView cluster;

    private ViewTier(
            RunningTier tier,
            ViewStores stores,
            TopicEnds ends,
            CatchUpTargets targets,
            ViewLag lag,
            LocalView local,
            Supplier<Lease> leases,
            HostInfo self,
            Peers peers) {
        this.tier = tier;
        this.stores = stores;
        this.ends = ends;
        this.targets = targets;
        this.lag = lag;
        this.local = local;
        this.leases = leases;
        this.cluster = new ClusterView(local, self, this::members, peers);
        this.peersLag = new PeersLag(self, this::members, peers);
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
            DescribedTopic topic,
            Peers peers,
            AppMetrics metrics) {
        Properties settings = ViewSettings.of(config, self);
        Duration term = ViewSettings.sessionTimeout(settings);
        Supplier<Lease> leases = () -> new Lease(term, System::nanoTime);
        ViewStores stores = new ViewStores(leases);
        settings.put(StreamsConfig.mainConsumerPrefix(PolledOffsets.STORES), stores);
        LocalView local = new LocalView(stores, config.getInt(AppConfig.ENRICHED_PARTITIONS));
        TopicEnds ends =
                new TopicEnds(settings, config.getString(AppConfig.ENRICHED_TOPIC), term.dividedBy(ANSWERS_PER_TERM));
        StateOfTopic state = new StateOfTopic(settings, topic, InstantSource.system());
        CatchUpTargets targets = new CatchUpTargets(ends, config.getString(AppConfig.ENRICHED_TOPIC), stores);
        Closing closing = new Closing();
        RunningTier running = RunningTier.start(
                NAME,
                ViewTopology.build(
                        config.view(),
                        config.getString(AppConfig.ENRICHED_TOPIC),
                        new PatientRegistry(registry, closing),
                        stores,
                        config.getLong(AppConfig.ROCKSDB_MEMORY_BYTES),
                        closing,
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
                    state.check(streams::cleanUp);
                    streams.setGlobalStateRestoreListener(new RestoredEnds(stores));
                    stores.onActivation(partition -> targets.find());
                });
        ViewTier tier = new ViewTier(
                running,
                stores,
                ends,
                targets,
                new ViewLag(stores, ends, local.partitions(), state::isComplete),
                local,
                leases,
                self,
                peers);
        tier.describeTo(metrics);
        tier.lag.start();
        tier.peersLag.start();
        return tier;
    }

    private void describeTo(AppMetrics metrics) {
        metrics.gauge(
                "view",
                "partitions-active",
                "Partitions that this instance owns and serves",
                () -> count(HeldPartition::active));
        metrics.gauge(
                "view",
                "partitions-standby",
                "Partitions that this instance has a copy of",
                () -> count(held -> !held.active() && !held.stale() && held.readable()));
        metrics.gauge(
                "view",
                "partitions-stale",
                "Partitions that this instance owns and does not serve, since they are not known to be current",
                () -> count(HeldPartition::stale));
        metrics.gauge(
                "view",
                "partitions-restoring",
                "Partitions that this instance cannot serve yet",
                () -> count(held -> !held.active() && !held.stale() && !held.readable()));
        metrics.gauge(
                "view",
                "lag",
                "Records of the topic that are not applied yet, of the partition that is farthest behind",
                () -> held().values().stream()
                        .mapToLong(held -> held.lag().orElse(0))
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

    /** Whether this instance serves all partitions that it owns. */
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
                                store.progress().isStale(),
                                store.progress().isReadable(),
                                store.offset(),
                                lag.of(partition))));
        return held;
    }

    /** For someone who begins to read all partitions of the topic behind what is committed now. */
    public ReaderLease readerLease() {
        return new ReaderLease(lag::lastEnds, leases, local.partitions(), System.nanoTime());
    }

    /**
     * Records of the topic that this instance has not applied yet, in all partitions together that it owns; as of a moment
     * ago. Costs a question to the broker every tenth of a second while it is asked.
     */
    public long recordsBehind() {
        return lag.ofOwned();
    }

    /**
     * The same of the instance that owns this partition, be it this one or another; 0 if it is not known.
     *
     * @param partition of the topic
     */
    public long recordsBehind(int partition) {
        return stores.isOwned(partition) ? lag.ofOwned() : peersLag.ofOwnerOf(partition);
    }

    @Override
    public void close() {
        lag.close();
        peersLag.close();
        cluster.close();
        tier.close();
        targets.close();
        ends.close();
    }

    private static Set<Integer> partitions(Set<TopicPartition> ofTopic) {
        return ofTopic.stream().map(TopicPartition::partition).collect(Collectors.toUnmodifiableSet());
    }
}
