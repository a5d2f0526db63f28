package dev.tributary.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
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
    public static final String TIERS = "tributary.tiers";
    public static final String VIEW_APPLICATION_ID = "tributary.view.application.id";
    public static final String VIEW_THREADS = "tributary.view.threads";
    public static final String VIEW_STANDBY_REPLICAS = "tributary.view.standby.replicas";
    public static final String HTTP_HOST = "tributary.http.host";
    public static final String HTTP_PORT = "tributary.http.port";
    public static final String HTTP_ADVERTISED = "tributary.http.advertised";
    public static final String HTTP_TOKEN = "tributary.http.token";
    public static final String HTTP_KEYSTORE = "tributary.http.tls.keystore";
    public static final String HTTP_KEYSTORE_PASSWORD = "tributary.http.tls.keystore.password";
    public static final String HTTP_MAX_REQUESTS = "tributary.http.max.requests";
    public static final String HTTP_MAX_STREAMS = "tributary.http.max.streams";
    public static final String HTTP_MAX_FORWARDED = "tributary.http.max.forwarded";
    public static final String HTTP_FORWARD_TIMEOUT_MS = "tributary.http.forward.timeout.ms";
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
        config.requireHttpForView();
        return config;
    }

    /** Kafka's and the registry client's settings as they were given, secrets resolved. Not for logs. */
    public Map<String, Object> passedThrough() {
        return passedThrough;
    }

    /**
     * What the user has set for a Kafka client that is not one of Kafka Streams': what Streams would give to its own.
     *
     * @param names of settings that such a client knows
     * @param prefix of keys that are for such clients only, and win over plain ones
     * @param purpose what it is for: the last part of its client id
     * @return to be changed at will
     */
    public Map<String, Object> clientSettings(Set<String> names, String prefix, String purpose) {
        Map<String, Object> settings = new HashMap<>(passedThrough);
        settings.keySet().retainAll(names);
        passedThrough.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                settings.put(key.substring(prefix.length()), value);
            }
        });
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId(purpose));
        return settings;
    }

    /** The id of one client of this process: what the user has set, or the project's name, and what it is for. */
    public String clientId(String purpose) {
        return passedThrough.getOrDefault(CommonClientConfigs.CLIENT_ID_CONFIG, "tributary") + "-" + purpose;
    }

    /** What the defaults of the Kafka clients are made for. */
    public Profile profile() {
        return Profile.of(getString(PROFILE));
    }

    /** Whether this process runs the tier. */
    public boolean runs(String tier) {
        return getList(TIERS).contains(tier);
    }

    private void requireHttpForView() {
        if (runs("view") && getInt(HTTP_PORT) < 0) {
            throw new ConfigException("setting " + HTTP_PORT + " is " + getInt(HTTP_PORT) + " and " + TIERS
                    + " has view, which is nothing without HTTP: set a port, or " + TIERS + "=enrich");
        }
        if (getList(TIERS).isEmpty()) {
            throw new ConfigException("setting " + TIERS + " is empty: name enrich, view or both");
        }
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
                        TIERS,
                        ConfigDef.Type.LIST,
                        "enrich,view",
                        ConfigDef.ValidList.in("enrich", "view"),
                        ConfigDef.Importance.HIGH,
                        "Which tiers run in this process: enrich (the join), view (queries over HTTP), or both.")
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
        defineView(keys);
        defineHttp(keys);
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

    private static void defineView(ConfigDef keys) {
        keys.define(
                        VIEW_APPLICATION_ID,
                        ConfigDef.Type.STRING,
                        "tributary-view",
                        new ConfigDef.NonEmptyString(),
                        ConfigDef.Importance.MEDIUM,
                        "Application id of the view tier: its consumer group, and its folder of the state directory.")
                .define(
                        VIEW_THREADS,
                        ConfigDef.Type.INT,
                        1,
                        ConfigDef.Range.atLeast(1),
                        ConfigDef.Importance.LOW,
                        "Stream threads of the view tier.")
                .define(
                        VIEW_STANDBY_REPLICAS,
                        ConfigDef.Type.INT,
                        0,
                        ConfigDef.Range.atLeast(0),
                        ConfigDef.Importance.MEDIUM,
                        "How many other instances follow each partition of the view, to take it over at once when its owner"
                                + " is lost, and to answer meanwhile whoever asks with stale=allow.");
    }

    private static void defineHttp(ConfigDef keys) {
        keys.define(
                        HTTP_HOST,
                        ConfigDef.Type.STRING,
                        "127.0.0.1",
                        new ConfigDef.NonEmptyString(),
                        ConfigDef.Importance.HIGH,
                        "Address that the HTTP API listens on: loopback unless set; 0.0.0.0 for all.")
                .define(
                        HTTP_PORT,
                        ConfigDef.Type.INT,
                        8080,
                        ConfigDef.Range.between(-1, 65_535),
                        ConfigDef.Importance.HIGH,
                        "Port of the HTTP API; 0 for any that is free, -1 for no HTTP at all, which the view tier cannot do"
                                + " without.")
                .define(
                        HTTP_ADVERTISED,
                        ConfigDef.Type.STRING,
                        "",
                        ConfigDef.Importance.MEDIUM,
                        "host:port at which the other instances reach this one. Empty: the address it listens on, or, if"
                                + " that is all addresses, this machine's or container's own.")
                .define(
                        HTTP_TOKEN,
                        ConfigDef.Type.PASSWORD,
                        "",
                        ConfigDef.Importance.MEDIUM,
                        "Bearer token that every request must carry, but for health, the page and the contract; the same on"
                                + " all instances. Empty for none.")
                .define(
                        HTTP_KEYSTORE,
                        ConfigDef.Type.STRING,
                        "",
                        ConfigDef.Importance.MEDIUM,
                        "PKCS#12 file with the private key and certificate chain for TLS. Empty for plain HTTP. The other"
                                + " instances are asked by TLS too, and their certificate is verified against this file's"
                                + " chain and the JVM's trusted certificates.")
                .define(
                        HTTP_KEYSTORE_PASSWORD,
                        ConfigDef.Type.PASSWORD,
                        "",
                        ConfigDef.Importance.MEDIUM,
                        "Password of that file.")
                .define(
                        HTTP_MAX_REQUESTS,
                        ConfigDef.Type.INT,
                        256,
                        ConfigDef.Range.atLeast(1),
                        ConfigDef.Importance.LOW,
                        "Requests that are answered at the same time, streams aside; more get 503 at once.")
                .define(
                        HTTP_MAX_STREAMS,
                        ConfigDef.Type.INT,
                        256,
                        ConfigDef.Range.atLeast(0),
                        ConfigDef.Importance.LOW,
                        "Live streams that are served at the same time; more get 503 at once.")
                .define(
                        HTTP_MAX_FORWARDED,
                        ConfigDef.Type.INT,
                        64,
                        ConfigDef.Range.atLeast(1),
                        ConfigDef.Importance.LOW,
                        "Requests to other instances at the same time.")
                .define(
                        HTTP_FORWARD_TIMEOUT_MS,
                        ConfigDef.Type.LONG,
                        2_000L,
                        ConfigDef.Range.atLeast(1),
                        ConfigDef.Importance.LOW,
                        "For how long another instance is waited for, beside what the client asked to wait for freshness.");
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
