package dev.tributary.enrich;

import dev.tributary.avro.AvroSerializer;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.config.AppConfig;
import dev.tributary.topics.TopicSpec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running enrich tier: one Kafka Streams client. */
public final class EnrichTier implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EnrichTier.class);

    private final KafkaStreams streams;
    private final Duration shutdownTimeout;
    private final GroupMembershipOperation membershipAtStop;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    private EnrichTier(AppConfig config, SchemaRegistry registry, int resultSchemaId) {
        this.streams = new KafkaStreams(
                EnrichTopology.build(settings(config), registry, resultSchemaId), StreamsSettings.of(config));
        this.shutdownTimeout = Duration.ofMillis(config.getLong(AppConfig.SHUTDOWN_TIMEOUT_MS));
        this.membershipAtStop = membershipAtStop(config);
        streams.setStateListener(this::onStateChange);
        streams.setUncaughtExceptionHandler(new Recovery(
                registry, registrySubject(config), this::pauseUnlessClosing, stopped::completeExceptionally));
    }

    /** The topics that must be there before the tier starts. */
    public static List<TopicSpec> topics(AppConfig config) {
        return List.of(
                topic(config, AppConfig.USERS_TOPIC, AppConfig.USERS_PARTITIONS),
                topic(config, AppConfig.ORDERS_TOPIC, AppConfig.ORDERS_PARTITIONS),
                topic(config, AppConfig.ENRICHED_TOPIC, AppConfig.ENRICHED_PARTITIONS));
    }

    /**
     * Starts the tier. Resolves the contract of the results at the registry first (registers it, unless
     * {@code auto.register.schemas} says otherwise), so that a refusal is noticed now and not at the first order.
     */
    public static EnrichTier start(AppConfig config, SchemaRegistry registry) {
        int resultSchemaId = resultSchemaId(config, registry);
        log.info("{} is written with schema {}", config.getString(AppConfig.ENRICHED_TOPIC), resultSchemaId);
        EnrichTier tier = new EnrichTier(config, registry, resultSchemaId);
        tier.streams.start();
        return tier;
    }

    /**
     * Waits until the tier has stopped for good.
     *
     * @throws Exception what it stopped for; returns normally after {@link #close()}
     */
    public void awaitStop() throws Exception {
        try {
            stopped.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : new CompletionException(e.getCause());
        }
    }

    /** Commits what was done, leaves the group and stops, within the configured time. */
    @Override
    public void close() {
        closing.countDown();
        if (!streams.close(CloseOptions.timeout(shutdownTimeout).withGroupMembershipOperation(membershipAtStop))) {
            log.warn(
                    "the enrich tier did not stop within {}; what it had not committed is done again at the next start",
                    shutdownTimeout);
        }
        stopped.complete(null);
    }

    private boolean pauseUnlessClosing(Duration length) {
        try {
            return !closing.await(length.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void onStateChange(KafkaStreams.State now, KafkaStreams.State before) {
        log.info("enrich tier: {} → {}", before, now);
        if (now == KafkaStreams.State.ERROR) {
            stopped.completeExceptionally(new IllegalStateException("the enrich tier stopped; the log above says why"));
        }
    }

    private static EnrichSettings settings(AppConfig config) {
        return new EnrichSettings(
                config.getString(AppConfig.ENRICH_APPLICATION_ID),
                config.getString(AppConfig.USERS_TOPIC),
                config.getString(AppConfig.ORDERS_TOPIC),
                config.getString(AppConfig.ENRICHED_TOPIC),
                config.getInt(AppConfig.ORDERS_PARTITIONS),
                Duration.ofMillis(config.getLong(AppConfig.DELETED_RETENTION_MS)));
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

    private static int resultSchemaId(AppConfig config, SchemaRegistry registry) {
        Schema schema = EnrichedOrderEncoder.SCHEMA;
        try (AvroSerializer<GenericRecord> results =
                new AvroSerializer<>(registry, schema, new GenericDatumWriter<>(schema))) {
            results.configure(config.passedThrough(), false);
            return results.schemaId(config.getString(AppConfig.ENRICHED_TOPIC));
        }
    }

    private static String registrySubject(AppConfig config) {
        return config.getString(AppConfig.ENRICHED_TOPIC) + "-value";
    }

    private static TopicSpec topic(AppConfig config, String nameKey, String partitionsKey) {
        return new TopicSpec(config.getString(nameKey), config.getInt(partitionsKey), partitionsKey);
    }
}
