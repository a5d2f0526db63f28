package dev.tributary.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The application's settings: its own, and any of Kafka's or of the registry client, which are passed through under
 * their own names. A key that nobody knows is refused.
 *
 * <p>Values may refer to secrets elsewhere: {@code ${file:/run/secrets/kafka.properties:password}},
 * {@code ${env:NAME}}, {@code ${directory:/run/secrets:password}}.
 */
public final class AppConfig extends AbstractConfig {

    public static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    public static final String SCHEMA_REGISTRY_URL = "schema.registry.url";
    public static final String USERS_TOPIC = "tributary.topic.users";
    public static final String USERS_PARTITIONS = "tributary.topic.users.partitions";
    public static final String ORDERS_TOPIC = "tributary.topic.orders";
    public static final String ORDERS_PARTITIONS = "tributary.topic.orders.partitions";
    public static final String ENRICHED_TOPIC = "tributary.topic.enriched";
    public static final String ENRICHED_PARTITIONS = "tributary.topic.enriched.partitions";
    public static final String PROFILE = "tributary.profile";
    public static final String REPLICATION_FACTOR = "tributary.topics.replication.factor";
    public static final String ENRICH_APPLICATION_ID = "tributary.enrich.application.id";
    public static final String DELETED_RETENTION_MS = "tributary.deleted.retention.ms";
    public static final String ROCKSDB_MEMORY_BYTES = "tributary.rocksdb.memory.bytes";
    public static final String SHUTDOWN_TIMEOUT_MS = "tributary.shutdown.timeout.ms";

    private static final int DEFAULT_PARTITIONS = 4;

    static final ConfigDef DEFINITION = define();

    private final Map<String, Object> passedThrough;

    private AppConfig(Map<String, String> settings) {
        super(DEFINITION, settings, false);
        Map<String, Object> kafka = new HashMap<>(originals());
        DEFINITION.names().stream().filter(KnownKeys::isOwn).forEach(kafka::remove);
        this.passedThrough = Map.copyOf(kafka);
    }

    /**
     * Reads and validates the settings.
     *
     * @param file a properties file, or null for none
     * @param environment variables {@code TRIBUTARY_…}, which win over the file; others are ignored
     * @throws ConfigException naming the key and what it may be
     */
    public static AppConfig load(@Nullable Path file, Map<String, String> environment) {
        KnownKeys knownKeys = new KnownKeys(DEFINITION.names());
        Map<String, String> settings =
                new HashMap<>(Secrets.withProviders(new ConfigSources(knownKeys).read(file, environment)));
        for (String required : new String[] {BOOTSTRAP_SERVERS, SCHEMA_REGISTRY_URL}) {
            if (!settings.containsKey(required)) {
                throw new ConfigException("setting " + required
                        + " is missing: put it into the configuration file or set " + ConfigSources.variable(required));
            }
        }
        ReservedKeys.check(settings);
        AppConfig config = new AppConfig(settings);
        config.requireSamePartitions();
        return config;
    }

    /** Kafka's and the registry client's settings as they were given, secrets resolved. Not for logs. */
    public Map<String, Object> passedThrough() {
        return passedThrough;
    }

    /** What the defaults of the Kafka clients are made for. */
    public Profile profile() {
        return Profile.of(getString(PROFILE));
    }

    /** A result stays in the partition that its order came from. */
    private void requireSamePartitions() {
        if (!getInt(ENRICHED_PARTITIONS).equals(getInt(ORDERS_PARTITIONS))) {
            throw new ConfigException("setting " + ENRICHED_PARTITIONS + " is " + getInt(ENRICHED_PARTITIONS) + " and "
                    + ORDERS_PARTITIONS + " is " + getInt(ORDERS_PARTITIONS) + ": they must be the same");
        }
    }

    private static ConfigDef define() {
        ConfigDef keys = new ConfigDef()
                .define(
                        BOOTSTRAP_SERVERS,
                        ConfigDef.Type.LIST,
                        ConfigDef.NO_DEFAULT_VALUE,
                        new ConfigDef.NonNullValidator(),
                        ConfigDef.Importance.HIGH,
                        "Kafka brokers to begin with, host:port, separated by commas.")
                .define(
                        SCHEMA_REGISTRY_URL,
                        ConfigDef.Type.LIST,
                        ConfigDef.NO_DEFAULT_VALUE,
                        new ConfigDef.NonNullValidator(),
                        ConfigDef.Importance.HIGH,
                        "Base URLs of a registry that answers Confluent's REST API, separated by commas.")
                .define(
                        PROFILE,
                        ConfigDef.Type.STRING,
                        Profile.BALANCED.key(),
                        ConfigDef.ValidString.in(
                                Profile.LATENCY.key(), Profile.BALANCED.key(), Profile.THROUGHPUT.key()),
                        ConfigDef.Importance.MEDIUM,
                        "What the defaults of the Kafka clients are made for: latency, throughput, or something between."
                                + " Any of Kafka's own keys that is set goes before.")
                .define(
                        REPLICATION_FACTOR,
                        ConfigDef.Type.SHORT,
                        (short) -1,
                        ConfigDef.Importance.MEDIUM,
                        "Replication factor of topics that the application creates; -1 leaves it to the broker.")
                .define(
                        ENRICH_APPLICATION_ID,
                        ConfigDef.Type.STRING,
                        "tributary-enrich",
                        new ConfigDef.NonEmptyString(),
                        ConfigDef.Importance.MEDIUM,
                        "Application id of the enrich tier: its consumer group, and the prefix of its internal topics.")
                .define(
                        DELETED_RETENTION_MS,
                        ConfigDef.Type.LONG,
                        Duration.ofDays(7).toMillis(),
                        ConfigDef.Range.atLeast(0),
                        ConfigDef.Importance.LOW,
                        "For how long a deleted row's version is remembered, so that a replay of changes from before the"
                                + " deletion cannot bring it back.")
                .define(
                        ROCKSDB_MEMORY_BYTES,
                        ConfigDef.Type.LONG,
                        128L << 20,
                        ConfigDef.Range.atLeast(16L << 20),
                        ConfigDef.Importance.MEDIUM,
                        "Memory that all RocksDB stores of the process share for blocks, indexes and write buffers.")
                .define(
                        SHUTDOWN_TIMEOUT_MS,
                        ConfigDef.Type.LONG,
                        Duration.ofSeconds(10).toMillis(),
                        ConfigDef.Range.atLeast(0),
                        ConfigDef.Importance.LOW,
                        "How long a stop may take before it is broken off. Nothing is lost then either, but the next"
                                + " start takes longer.");
        defineTopic(
                keys, USERS_TOPIC, USERS_PARTITIONS, "cdc.public.users", "Topic of Debezium's change events of users.");
        defineTopic(
                keys,
                ORDERS_TOPIC,
                ORDERS_PARTITIONS,
                "cdc.public.orders",
                "Topic of Debezium's change events of orders.");
        defineTopic(
                keys, ENRICHED_TOPIC, ENRICHED_PARTITIONS, "enriched-orders", "Topic that the results are written to.");
        return keys;
    }

    private static void defineTopic(
            ConfigDef keys, String nameKey, String partitionsKey, String defaultName, String description) {
        keys.define(
                        nameKey,
                        ConfigDef.Type.STRING,
                        defaultName,
                        new ConfigDef.NonEmptyString(),
                        ConfigDef.Importance.MEDIUM,
                        description)
                .define(
                        partitionsKey,
                        ConfigDef.Type.INT,
                        DEFAULT_PARTITIONS,
                        ConfigDef.Range.atLeast(1),
                        ConfigDef.Importance.MEDIUM,
                        "Partitions of that topic: it is created with so many, or must have so many.");
    }
}
