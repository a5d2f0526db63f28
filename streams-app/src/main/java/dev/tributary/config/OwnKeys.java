package dev.tributary.config;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** What each of the application's own keys is: its type, its default, what it may be, and what the reference says of it. */
final class OwnKeys {

    private static final int DEFAULT_PARTITIONS = 4;

    private OwnKeys() {}

    static ConfigDef define() {
        ConfigDef keys = new ConfigDef()
                .define(
                        AppConfig.BOOTSTRAP_SERVERS,
                        ConfigDef.Type.LIST,
                        ConfigDef.NO_DEFAULT_VALUE,
                        new ConfigDef.NonNullValidator(),
                        ConfigDef.Importance.HIGH,
                        "Kafka brokers to begin with, host:port, separated by commas.")
                .define(
                        AppConfig.SCHEMA_REGISTRY_URL,
                        ConfigDef.Type.LIST,
                        ConfigDef.NO_DEFAULT_VALUE,
                        new ConfigDef.NonNullValidator(),
                        ConfigDef.Importance.HIGH,
                        "Base URLs of a registry that answers Confluent's REST API, separated by commas.")
                .define(
                        AppConfig.VIEW,
                        ConfigDef.Type.STRING,
                        "",
                        ConfigDef.Importance.HIGH,
                        "File of SQL that declares the view, with its contract beside it (docs/views.md). Empty: the view"
                                + " enriched-orders. Each view needs application ids and a topic of dead letters of its own.")
                .define(
                        AppConfig.DEAD_LETTERS_TOPIC,
                        ConfigDef.Type.STRING,
                        "tributary.dead-letters",
                        new ConfigDef.NonEmptyString(),
                        ConfigDef.Importance.MEDIUM,
                        "Topic of the dead letters: records that can never be processed, with where they came from and"
                                + " why. Created if it is missing, with one partition, and kept for ever.")
                .define(
                        AppConfig.PROFILE,
                        ConfigDef.Type.STRING,
                        Profile.BALANCED.key(),
                        ConfigDef.ValidString.in(
                                Profile.LATENCY.key(), Profile.BALANCED.key(), Profile.THROUGHPUT.key()),
                        ConfigDef.Importance.MEDIUM,
                        "What the defaults of the Kafka clients are made for: latency, throughput, or something between."
                                + " Any of Kafka's own keys that is set goes before.")
                .define(
                        AppConfig.REPLICATION_FACTOR,
                        ConfigDef.Type.SHORT,
                        (short) -1,
                        ConfigDef.Importance.MEDIUM,
                        "Replication factor of topics that the application creates; -1 leaves it to the broker.")
                .define(
                        AppConfig.ENRICH_APPLICATION_ID,
                        ConfigDef.Type.STRING,
                        "tributary-enrich",
                        new ConfigDef.NonEmptyString(),
                        ConfigDef.Importance.MEDIUM,
                        "Application id of the enrich tier: its consumer group, and the prefix of its internal topics.")
                .define(
                        AppConfig.TIERS,
                        ConfigDef.Type.LIST,
                        "enrich,view",
                        ConfigDef.ValidList.in("enrich", "view"),
                        ConfigDef.Importance.HIGH,
                        "Which tiers run in this process: enrich (the join), view (queries over HTTP), or both.")
                .define(
                        AppConfig.DELETED_RETENTION_MS,
                        ConfigDef.Type.LONG,
                        Duration.ofDays(7).toMillis(),
                        ConfigDef.Range.atLeast(0),
                        ConfigDef.Importance.LOW,
                        "For how long a deleted row's version is remembered, so that a replay of changes from before the"
                                + " deletion cannot bring it back.")
                .define(
                        AppConfig.ROCKSDB_MEMORY_BYTES,
                        ConfigDef.Type.LONG,
                        128L << 20,
                        ConfigDef.Range.atLeast(16L << 20),
                        ConfigDef.Importance.MEDIUM,
                        "Memory that all RocksDB stores of the process share for blocks, indexes and write buffers.")
                .define(
                        AppConfig.SHUTDOWN_TIMEOUT_MS,
                        ConfigDef.Type.LONG,
                        Duration.ofSeconds(10).toMillis(),
                        ConfigDef.Range.atLeast(0),
                        ConfigDef.Importance.LOW,
                        "How long a stop may take before it is broken off. Nothing is lost then either, but the next"
                                + " start takes longer.");
        defineView(keys);
        defineHttp(keys);
        keys.define(
                        AppConfig.USERS_TOPIC,
                        ConfigDef.Type.LIST,
                        "cdc.public.users",
                        new ConfigDef.NonNullValidator(),
                        ConfigDef.Importance.MEDIUM,
                        "Topics of Debezium's change events of the joined tables, in the order in which the view joins them,"
                                + " separated by commas; by default for each cdc., its schema and its name.")
                .define(
                        AppConfig.USERS_PARTITIONS,
                        ConfigDef.Type.LIST,
                        String.valueOf(DEFAULT_PARTITIONS),
                        OwnKeys::requirePartitions,
                        ConfigDef.Importance.MEDIUM,
                        "Partitions of these topics: one number for all, or one for each, separated by commas. They are"
                                + " created with so many, or must have so many.");
        defineTopic(
                keys,
                AppConfig.ORDERS_TOPIC,
                AppConfig.ORDERS_PARTITIONS,
                "cdc.public.orders",
                "Topic of Debezium's change events of the base table; by default cdc., its schema and its name.");
        defineTopic(
                keys,
                AppConfig.ENRICHED_TOPIC,
                AppConfig.ENRICHED_PARTITIONS,
                "enriched-orders",
                "Topic that the results are written to; by default the view's name.");
        return keys;
    }

    private static void requirePartitions(String key, Object value) {
        for (Object number : (List<?>) value) {
            if (!String.valueOf(number).matches("[1-9][0-9]{0,5}")) {
                throw new ConfigException(
                        "setting " + key + " has " + number + ": it must be a number of partitions, or several");
            }
        }
    }

    private static void defineView(ConfigDef keys) {
        keys.define(
                        AppConfig.VIEW_APPLICATION_ID,
                        ConfigDef.Type.STRING,
                        "tributary-view",
                        new ConfigDef.NonEmptyString(),
                        ConfigDef.Importance.MEDIUM,
                        "Application id of the view tier: its consumer group, and its folder of the state directory.")
                .define(
                        AppConfig.VIEW_THREADS,
                        ConfigDef.Type.INT,
                        1,
                        ConfigDef.Range.atLeast(1),
                        ConfigDef.Importance.LOW,
                        "Stream threads of the view tier.")
                .define(
                        AppConfig.VIEW_STANDBY_REPLICAS,
                        ConfigDef.Type.INT,
                        0,
                        ConfigDef.Range.atLeast(0),
                        ConfigDef.Importance.MEDIUM,
                        "How many other instances follow each partition of the view, to take it over at once when its owner"
                                + " is lost, and to answer meanwhile whoever asks with stale=allow.");
    }

    private static void defineHttp(ConfigDef keys) {
        keys.define(
                        AppConfig.HTTP_HOST,
                        ConfigDef.Type.STRING,
                        "127.0.0.1",
                        new ConfigDef.NonEmptyString(),
                        ConfigDef.Importance.HIGH,
                        "Address that the HTTP API listens on: loopback unless set; 0.0.0.0 for all.")
                .define(
                        AppConfig.HTTP_PORT,
                        ConfigDef.Type.INT,
                        8080,
                        ConfigDef.Range.between(-1, 65_535),
                        ConfigDef.Importance.HIGH,
                        "Port of the HTTP API; 0 for any that is free, -1 for no HTTP at all, which the view tier cannot do"
                                + " without.")
                .define(
                        AppConfig.HTTP_ADVERTISED,
                        ConfigDef.Type.STRING,
                        "",
                        ConfigDef.Importance.MEDIUM,
                        "host:port at which the other instances reach this one. Empty: the address it listens on, or, if"
                                + " that is all addresses, this machine's or container's own.")
                .define(
                        AppConfig.HTTP_TOKEN,
                        ConfigDef.Type.PASSWORD,
                        "",
                        ConfigDef.Importance.MEDIUM,
                        "Bearer token that every request must carry, but for health, the page and the contract; the same on"
                                + " all instances. Empty for none.")
                .define(
                        AppConfig.HTTP_KEYSTORE,
                        ConfigDef.Type.STRING,
                        "",
                        ConfigDef.Importance.MEDIUM,
                        "PKCS#12 file with the private key and certificate chain for TLS. Empty for plain HTTP. The other"
                                + " instances are asked by TLS too, and their certificate is verified against this file's"
                                + " chain and the JVM's trusted certificates.")
                .define(
                        AppConfig.HTTP_KEYSTORE_PASSWORD,
                        ConfigDef.Type.PASSWORD,
                        "",
                        ConfigDef.Importance.MEDIUM,
                        "Password of that file.")
                .define(
                        AppConfig.HTTP_MAX_REQUESTS,
                        ConfigDef.Type.INT,
                        256,
                        ConfigDef.Range.atLeast(1),
                        ConfigDef.Importance.LOW,
                        "Requests that are handled at the same time, without streams and without requests that wait"
                                + " for a position; more get 503 at once.")
                .define(
                        AppConfig.HTTP_MAX_WAITING,
                        ConfigDef.Type.INT,
                        1_024,
                        ConfigDef.Range.atLeast(1),
                        ConfigDef.Importance.LOW,
                        "Requests that wait for a position at the same time (Tributary-Position, Prefer: wait); more get"
                                + " 503 at once.")
                .define(
                        AppConfig.HTTP_MAX_STREAMS,
                        ConfigDef.Type.INT,
                        256,
                        ConfigDef.Range.atLeast(0),
                        ConfigDef.Importance.LOW,
                        "Live streams that are served at the same time; more get 503 at once.")
                .define(
                        AppConfig.HTTP_MAX_FORWARDED,
                        ConfigDef.Type.INT,
                        64,
                        ConfigDef.Range.atLeast(1),
                        ConfigDef.Importance.LOW,
                        "Requests to other instances at the same time.")
                .define(
                        AppConfig.HTTP_FORWARD_TIMEOUT_MS,
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
