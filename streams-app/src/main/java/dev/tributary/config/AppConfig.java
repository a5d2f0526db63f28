package dev.tributary.config;

import dev.tributary.definition.catalogue.TableName;
import dev.tributary.definition.contract.ViewContract;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The application's settings: its own, and any of Kafka's or of the registry client, which are passed through under
 * their own names. A key of the file that is not known is refused.
 *
 * <p>Values may refer to secrets elsewhere: {@code ${file:/run/secrets/kafka.properties:password}},
 * {@code ${env:NAME}}, {@code ${directory:/run/secrets:password}}.
 */
public final class AppConfig extends AbstractConfig {

    public static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    public static final String SCHEMA_REGISTRY_URL = "schema.registry.url";
    public static final String VIEW = "tributary.view";
    public static final String USERS_TOPIC = "tributary.topic.users";
    public static final String USERS_PARTITIONS = "tributary.topic.users.partitions";
    public static final String ORDERS_TOPIC = "tributary.topic.orders";
    public static final String ORDERS_PARTITIONS = "tributary.topic.orders.partitions";
    public static final String ENRICHED_TOPIC = "tributary.topic.enriched";
    public static final String ENRICHED_PARTITIONS = "tributary.topic.enriched.partitions";
    public static final String DEAD_LETTERS_TOPIC = "tributary.topic.dead.letters";
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
    public static final String HTTP_MAX_WAITING = "tributary.http.max.waiting";
    public static final String HTTP_MAX_STREAMS = "tributary.http.max.streams";
    public static final String HTTP_MAX_FORWARDED = "tributary.http.max.forwarded";
    public static final String HTTP_FORWARD_TIMEOUT_MS = "tributary.http.forward.timeout.ms";
    public static final String DELETED_RETENTION_MS = "tributary.deleted.retention.ms";
    public static final String ROCKSDB_MEMORY_BYTES = "tributary.rocksdb.memory.bytes";
    public static final String SHUTDOWN_TIMEOUT_MS = "tributary.shutdown.timeout.ms";

    static final ConfigDef DEFINITION = OwnKeys.define();

    private final Map<String, Object> passedThrough;
    private final ViewContract view;

    private AppConfig(Map<String, String> settings, ViewContract view) {
        super(DEFINITION, settings, false);
        this.view = view;
        Map<String, Object> kafka = new HashMap<>(originals());
        DEFINITION.names().stream().filter(KnownKeys::isOwn).forEach(kafka::remove);
        this.passedThrough = Map.copyOf(kafka);
    }

    /**
     * Reads and validates the settings.
     *
     * @param file a properties file, or null for none
     * @param environment variables {@code TRIBUTARY_…}, which win over the file; others are ignored, if they do not look
     *     mistyped
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
        String definition = settings.getOrDefault(VIEW, "");
        ViewContract view = definition.isEmpty() ? ViewFile.bundled() : ViewFile.read(Path.of(definition));
        settings.putIfAbsent(ORDERS_TOPIC, view.base().table().changeTopic());
        settings.putIfAbsent(
                USERS_TOPIC,
                view.referencedTables().stream()
                        .map(table ->
                                table.equals(view.base().table()) ? settings.get(ORDERS_TOPIC) : table.changeTopic())
                        .collect(Collectors.joining(",")));
        settings.putIfAbsent(ENRICHED_TOPIC, view.name());
        AppConfig config = new AppConfig(settings, view);
        config.requireTopicOfEachTable();
        config.requireSamePartitions();
        config.requireHttpForView();
        return config;
    }

    /** The view that this process runs. */
    public ViewContract view() {
        return view;
    }

    /**
     * A joined table.
     *
     * @param changes topic of its change events
     * @param partitions of that topic
     */
    public record ReferencedTopic(TableName table, String changes, int partitions) {}

    /** The joined tables, in the order of {@link ViewContract#referencedTables}. */
    public List<ReferencedTopic> referencedTopics() {
        List<TableName> tables = view.referencedTables();
        return IntStream.range(0, tables.size())
                .mapToObj(table -> new ReferencedTopic(
                        tables.get(table), getList(USERS_TOPIC).get(table), partitionsOf(table)))
                .toList();
    }

    private int partitionsOf(int table) {
        List<String> partitions = getList(USERS_PARTITIONS);
        return Integer.parseInt(partitions.get(partitions.size() == 1 ? 0 : table));
    }

    private void requireTopicOfEachTable() {
        int tables = view.referencedTables().size();
        int partitions = getList(USERS_PARTITIONS).size();
        if (partitions != 1 && partitions != tables) {
            throw new ConfigException("setting " + USERS_PARTITIONS + " has " + partitions
                    + " numbers, and must have one, or one for each joined table: " + view.referencedTables());
        }
        if (getList(USERS_TOPIC).size() != tables) {
            throw new ConfigException(
                    "setting " + USERS_TOPIC + " is " + getList(USERS_TOPIC) + ": it must name the topic of each"
                            + " joined table, in the order of the view, and these are " + view.referencedTables());
        }
        Set<String> topics = new HashSet<>();
        for (ReferencedTopic topic : referencedTopics()) {
            boolean isOfBase = topic.changes().equals(getString(ORDERS_TOPIC));
            if (!topics.add(topic.changes())
                    || isOfBase != topic.table().equals(view.base().table())) {
                throw new ConfigException("setting " + USERS_TOPIC + " has " + topic.changes() + " for table "
                        + topic.table() + " and " + ORDERS_TOPIC + " is " + getString(ORDERS_TOPIC)
                        + ": each table has a topic of its own, and that of the base table is the same in both");
            }
        }
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

    /** A result stays in the partition that its base row came from. */
    private void requireSamePartitions() {
        if (!getInt(ENRICHED_PARTITIONS).equals(getInt(ORDERS_PARTITIONS))) {
            throw new ConfigException("setting " + ENRICHED_PARTITIONS + " is " + getInt(ENRICHED_PARTITIONS) + " and "
                    + ORDERS_PARTITIONS + " is " + getInt(ORDERS_PARTITIONS) + ": they must be the same");
        }
    }
}
