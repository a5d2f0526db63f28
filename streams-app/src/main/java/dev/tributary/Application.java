package dev.tributary;

import dev.tributary.avro.AvroSerdeConfig;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.config.AppConfig;
import dev.tributary.enrich.EnrichTier;
import dev.tributary.topics.Topics;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The application as a whole: waits for its servers, sees to its topics, runs its tiers. */
final class Application implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Application.class);

    private final SchemaRegistry registry;
    private final EnrichTier enrich;

    private Application(SchemaRegistry registry, EnrichTier enrich) {
        this.registry = registry;
        this.enrich = enrich;
    }

    /**
     * Returns when all tiers have been started; waits for a broker or a registry that is away, however long.
     *
     * @throws Exception if the application cannot run with what it found
     */
    static Application start(AppConfig config) throws Exception {
        try (Admin admin = Admin.create(adminSettings(config))) {
            Topics topics = new Topics(admin, config.getShort(AppConfig.REPLICATION_FACTOR));
            Outage.waitOut("Kafka at " + String.join(",", config.getList(AppConfig.BOOTSTRAP_SERVERS)), () -> {
                topics.ensure(EnrichTier.topics(config));
                return null;
            });
        }
        log.info("the topics are there; asking the schema registry for the contract of the results");
        SchemaRegistry registry = SchemaRegistry.fromConfig(registrySettings(config));
        try {
            EnrichTier enrich = Outage.waitOut(
                    "the schema registry at " + String.join(",", config.getList(AppConfig.SCHEMA_REGISTRY_URL)),
                    () -> EnrichTier.start(config, registry));
            return new Application(registry, enrich);
        } catch (Exception e) {
            registry.close();
            throw e;
        }
    }

    /** @throws Exception what a tier stopped for; returns normally after {@link #close()} */
    void awaitStop() throws Exception {
        enrich.awaitStop();
    }

    @Override
    public void close() {
        enrich.close();
        registry.close();
    }

    /** What the registry is asked is small: one that does not answer for so long is away, and is asked again. */
    private static Map<String, Object> registrySettings(AppConfig config) {
        Map<String, Object> settings = new HashMap<>(config.passedThrough());
        settings.putIfAbsent(AvroSerdeConfig.HTTP_READ_TIMEOUT_MS, "10000");
        return settings;
    }

    /** The settings that Streams itself would give to its admin client. */
    private static Map<String, Object> adminSettings(AppConfig config) {
        Map<String, Object> settings = new HashMap<>();
        config.passedThrough().forEach((key, value) -> {
            if (AdminClientConfig.configNames().contains(key)) {
                settings.put(key, value);
            }
        });
        config.passedThrough().forEach((key, value) -> {
            if (key.startsWith(StreamsConfig.ADMIN_CLIENT_PREFIX)) {
                settings.put(key.substring(StreamsConfig.ADMIN_CLIENT_PREFIX.length()), value);
            }
        });
        settings.putIfAbsent(AdminClientConfig.CLIENT_ID_CONFIG, "tributary-topics");
        settings.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        settings.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        return settings;
    }
}
