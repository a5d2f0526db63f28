package dev.tributary;

import dev.tributary.avro.AvroSerdeConfig;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.config.AppConfig;
import dev.tributary.enrich.EnrichTier;
import dev.tributary.enrich.SharedTables;
import dev.tributary.failure.Causes;
import dev.tributary.http.HttpApi;
import dev.tributary.metrics.AppMetrics;
import dev.tributary.tier.BrokerNames;
import dev.tributary.tier.RunningTier;
import dev.tributary.topics.DescribedTopic;
import dev.tributary.topics.Topics;
import dev.tributary.view.ViewTier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The application as a whole: waits for its servers, sees to its topics, runs its tiers. */
final class Application implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Application.class);

    /** What was started, the last one first: that is how it is closed. */
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    private final List<RunningTier> tiers = new ArrayList<>();
    private Optional<HttpApi> http = Optional.empty();
    private volatile @Nullable ViewTier view;

    private Application() {}

    /**
     * Returns when all tiers have been started; waits for a broker or a registry that is away, however long. The HTTP API
     * answers meanwhile.
     *
     * @throws Exception if the application cannot run with what it found
     */
    static Application start(AppConfig config) throws Exception {
        Application application = new Application();
        try {
            application.startAll(config);
            return application;
        } catch (Exception e) {
            application.close();
            throw e;
        }
    }

    private void startAll(AppConfig config) throws Exception {
        EnrichTier.requireRunnable(config);
        AppMetrics metrics = opened(new AppMetrics());
        metrics.fact("build", "The version of the application", Map.of("version", version()));
        if (config.getInt(AppConfig.HTTP_PORT) >= 0) {
            http = Optional.of(HttpApi.start(config, metrics));
        }
        UsedTopics topics = ensureTopics(config);
        DescribedTopic results = topics.results();
        log.info("the topics are there; asking the schema registry for the schemas of what is written");
        SchemaRegistry registry = opened(SchemaRegistry.fromConfig(registrySettings(config)));
        if (config.runs(EnrichTier.NAME)) {
            String name = "the schema registry at " + String.join(",", config.getList(AppConfig.SCHEMA_REGISTRY_URL));
            Outage.waitOut(name, () -> {
                EnrichTier.resolveRows(config, registry);
                return registry;
            });
            awaitBrokerNames(config);
            SharedTables shared = opened(SharedTables.start(config, registry, topics.shared(), metrics));
            shared.awaitLoaded();
            int resultSchemaId = Outage.waitOut(name, () -> EnrichTier.resolveContract(config, registry));
            shared.takeOver();
            EnrichTier enrich = opened(
                    EnrichTier.start(config, registry, resultSchemaId, results, metrics, shared, this::viewBehind));
            tiers.add(enrich.tier());
            http.ifPresent(api -> api.runs(enrich));
        }
        if (config.runs(ViewTier.NAME) && http.isPresent()) {
            awaitBrokerNames(config);
            ViewTier started = opened(http.get().startView(config, registry, results));
            tiers.add(started.tier());
            view = started;
        }
    }

    /** In records; 0 where no view runs in this process. */
    private long viewBehind(int partition) {
        @Nullable ViewTier running = view;
        return running == null ? 0 : running.recordsBehind(partition);
    }

    /** From the manifest of the jar. */
    private static String version() {
        return Objects.requireNonNullElse(Application.class.getPackage().getImplementationVersion(), "unpackaged");
    }

    /** @throws Exception what a tier stopped for; returns normally after {@link #close()} */
    void awaitStop() throws Exception {
        try {
            CompletableFuture.anyOf(tiers.stream().map(RunningTier::stopped).toArray(CompletableFuture[]::new))
                    .get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    @Override
    public synchronized void close() {
        // First, so that nobody asks what is being stopped.
        http.ifPresent(Application::closeQuietly);
        http = Optional.empty();
        while (!started.isEmpty()) {
            closeQuietly(started.pop());
        }
    }

    /** What does not close must not keep the rest from it. */
    private static void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            log.warn("{} did not close: {}", part.getClass().getSimpleName(), Causes.describe(e), e);
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        started.push(part);
        return part;
    }

    /** Before a client of Kafka is made, which fails for good while no broker's name resolves. */
    private static void awaitBrokerNames(AppConfig config) throws Exception {
        BrokerNames names = new BrokerNames(config.getList(AppConfig.BOOTSTRAP_SERVERS));
        Outage.waitOut(kafka(config), () -> {
            names.require();
            return names;
        });
    }

    private static String kafka(AppConfig config) {
        return "Kafka at " + String.join(",", config.getList(AppConfig.BOOTSTRAP_SERVERS));
    }

    /** @param shared those of joined tables; empty where the enrich tier does not run */
    private record UsedTopics(DescribedTopic results, List<DescribedTopic> shared) {}

    private static UsedTopics ensureTopics(AppConfig config) throws Exception {
        awaitBrokerNames(config);
        try (Admin admin = Admin.create(adminSettings(config))) {
            Topics topics = new Topics(admin, config.getShort(AppConfig.REPLICATION_FACTOR));
            return Outage.waitOut(kafka(config), () -> {
                topics.ensure(EnrichTier.topics(config));
                List<DescribedTopic> shared =
                        config.runs(EnrichTier.NAME) ? EnrichTier.prepareShared(admin, topics, config) : List.of();
                return new UsedTopics(topics.described(config.getString(AppConfig.ENRICHED_TOPIC)), shared);
            });
        }
    }

    /** What the registry is asked is small: one that does not answer for so long is away, and is asked again. */
    private static Map<String, Object> registrySettings(AppConfig config) {
        Map<String, Object> settings = new HashMap<>(config.passedThrough());
        settings.putIfAbsent(AvroSerdeConfig.HTTP_READ_TIMEOUT_MS, "10000");
        return settings;
    }

    /** The settings that Streams itself would give to its admin client. */
    private static Map<String, Object> adminSettings(AppConfig config) {
        Map<String, Object> settings =
                config.clientSettings(AdminClientConfig.configNames(), StreamsConfig.ADMIN_CLIENT_PREFIX, "topics");
        settings.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        settings.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        return settings;
    }
}
