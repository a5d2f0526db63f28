package dev.tributary.tier;

import dev.tributary.avro.SchemaRegistry;
import dev.tributary.config.AppConfig;
import dev.tributary.failure.Causes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Kafka Streams client from its start to its end. */
public final class RunningTier implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RunningTier.class);

    private final String name;
    private final KafkaStreams streams;
    private final Topology topology;
    private final Duration shutdownTimeout;
    private final GroupMembershipOperation membershipAtStop;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final Closing closing;

    private RunningTier(
            String name,
            Topology topology,
            Properties settings,
            AppConfig config,
            SchemaRegistry registry,
            Closing closing) {
        this.name = name;
        this.closing = closing;
        this.topology = topology;
        this.streams = new KafkaStreams(topology, settings, new StreamsClientSupplier(commitInterval(settings)));
        this.shutdownTimeout = Duration.ofMillis(config.getLong(AppConfig.SHUTDOWN_TIMEOUT_MS));
        this.membershipAtStop = membershipAtStop(config);
        closing.onFailure(failure -> {
            log.error("the {} tier stops: {}", name, Causes.describe(failure), failure);
            stopped.completeExceptionally(failure);
        });
        streams.setStateListener(this::onStateChange);
        streams.setUncaughtExceptionHandler(new Recovery(
                name,
                registry,
                config.getString(AppConfig.ENRICHED_TOPIC) + "-value",
                new BrokerNames(config.getList(AppConfig.BOOTSTRAP_SERVERS)),
                closing::pause,
                stopped::completeExceptionally));
    }

    /**
     * Starts a tier; returns at once.
     *
     * @param name for logs
     * @param closing of this tier: begins with {@link #close}
     * @param beforeStart for what has to be set on the client before it starts
     */
    public static RunningTier start(
            String name,
            Topology topology,
            Properties settings,
            AppConfig config,
            SchemaRegistry registry,
            Closing closing,
            Consumer<KafkaStreams> beforeStart) {
        RunningTier tier = new RunningTier(name, topology, settings, config, registry, closing);
        beforeStart.accept(tier.streams);
        try {
            tier.streams.start();
        } catch (ProcessorStateException e) {
            tier.close();
            throw new ProcessorStateException(
                    "the " + name + " tier cannot use its state: " + e.getMessage()
                            + ". If there is no room, make some; if files are damaged, delete "
                            + Path.of(
                                    String.valueOf(settings.get(StreamsConfig.STATE_DIR_CONFIG)),
                                    String.valueOf(settings.get(StreamsConfig.APPLICATION_ID_CONFIG)))
                            + " and start again: all of it is restored from Kafka. The reason",
                    e);
        }
        return tier;
    }

    /** Its name, as it is written in {@code tributary.tiers}. */
    public String name() {
        return name;
    }

    /** The client, to be asked; this tier starts and stops it. */
    public KafkaStreams streams() {
        return streams;
    }

    /** The topology as it runs. */
    public String description() {
        return topology.describe().toString();
    }

    /** Completes when the tier has stopped for good, exceptionally if not by {@link #close}. */
    public CompletableFuture<Void> stopped() {
        return stopped;
    }

    /** Commits what was done, leaves the group and stops, within the configured time. */
    @Override
    public void close() {
        closing.begin();
        if (!streams.close(CloseOptions.timeout(shutdownTimeout).withGroupMembershipOperation(membershipAtStop))) {
            log.warn(
                    "the {} tier did not stop within {}; what it had not committed is done again at the next start",
                    name,
                    shutdownTimeout);
        }
        stopped.complete(null);
    }

    private void onStateChange(KafkaStreams.State now, KafkaStreams.State before) {
        log.info("{} tier: {} → {}", name, before, now);
        if (now == KafkaStreams.State.ERROR) {
            stopped.completeExceptionally(
                    new IllegalStateException("the " + name + " tier stopped; the log above says why"));
        }
    }

    private static Duration commitInterval(Properties settings) {
        return Duration.ofMillis(new StreamsConfig(settings).getLong(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG));
    }

    /**
     * Streams would stay a member until its session expires, and neither a successor nor the other instances would get
     * its partitions before. Who made the members static wants just that.
     */
    private static GroupMembershipOperation membershipAtStop(AppConfig config) {
        return config.passedThrough().keySet().stream()
                        .anyMatch(key -> key.endsWith(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG))
                ? GroupMembershipOperation.REMAIN_IN_GROUP
                : GroupMembershipOperation.LEAVE_GROUP;
    }
}
