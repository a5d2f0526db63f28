package dev.tributary.enrich;

import dev.tributary.avro.AvroSerializer;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.config.AppConfig;
import dev.tributary.deadletter.DeadLetters;
import dev.tributary.metrics.AppMetrics;
import dev.tributary.tier.RunningTier;
import dev.tributary.topics.DescribedTopic;
import dev.tributary.topics.TopicSpec;
import dev.tributary.topics.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.IntToLongFunction;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The enrich tier: the Kafka Streams client that joins the tables of the view. */
public final class EnrichTier implements AutoCloseable {

    /** What it is called in {@code tributary.tiers} and in logs. */
    public static final String NAME = "enrich";

    private static final Logger log = LoggerFactory.getLogger(EnrichTier.class);

    private final RunningTier tier;
    private final FanOutMetrics fanOuts;
    private final DeadLetters deadLetters;
    private final int contractId;

    private EnrichTier(RunningTier tier, FanOutMetrics fanOuts, DeadLetters deadLetters, int contractId) {
        this.contractId = contractId;
        this.tier = tier;
        this.fanOuts = fanOuts;
        this.deadLetters = deadLetters;
    }

    /**
     * Makes sure that the application can run the view, before anything is made for it.
     *
     * @throws org.apache.kafka.common.config.ConfigException if it cannot; it says why
     */
    public static void requireRunnable(AppConfig config) {
        JoinedTables unused = JoinedTables.of(config.view());
    }

    /** The topics that must be there before the tier starts. */
    public static List<TopicSpec> topics(AppConfig config) {
        List<TopicSpec> specs = new ArrayList<>();
        for (EnrichSettings.Referenced topics : referenced(config)) {
            specs.add(JoinedTableTopic.spec(config, topics));
            specs.add(TopicSpec.compacted(topics.changes(), topics.partitions(), AppConfig.USERS_PARTITIONS));
        }
        specs.add(compacted(config, AppConfig.ORDERS_TOPIC, AppConfig.ORDERS_PARTITIONS));
        specs.add(compacted(config, AppConfig.ENRICHED_TOPIC, AppConfig.ENRICHED_PARTITIONS));
        specs.add(TopicSpec.log(
                config.getString(AppConfig.DEAD_LETTERS_TOPIC),
                RecordSizes.maxRequestBytes(StreamsSettings.of(config))));
        return List.copyOf(specs);
    }

    /**
     * Prepares the tier's own topics of the joined tables, once the {@link #topics} are there. May be called again after a failure.
     *
     * @return the topics as the broker has them, in the order of the view's joined tables
     * @throws org.apache.kafka.common.errors.RetriableException if the broker cannot be reached
     */
    public static List<DescribedTopic> prepareShared(Admin admin, Topics topics, AppConfig config)
            throws InterruptedException {
        JoinedTables tables = JoinedTables.of(config.view());
        List<EnrichSettings.Referenced> referenced = referenced(config);
        List<DescribedTopic> described = new ArrayList<>();
        for (int table = 0; table < referenced.size(); table++) {
            RowEncoding encoding = tables.referenced().get(table).captured().encoding();
            JoinedTableTopic.mark(admin, config, referenced.get(table), encoding);
            described.add(topics.described(referenced.get(table).rows()));
        }
        return List.copyOf(described);
    }

    /** The topics of the joined tables. */
    static List<EnrichSettings.Referenced> referenced(AppConfig config) {
        String applicationId = config.getString(AppConfig.ENRICH_APPLICATION_ID);
        return config.referencedTopics().stream()
                .map(topic -> {
                    Names names = Names.of(topic.table());
                    return new EnrichSettings.Referenced(
                            names, topic.changes(), topic.partitions(), names.topic(applicationId));
                })
                .toList();
    }

    /**
     * Registers the schemas of the tier's own topics. May be called again after a failure.
     *
     * @throws dev.tributary.avro.SchemaIncompatibleException if the registry refuses one; it says what to do
     */
    public static void resolveRows(AppConfig config, SchemaRegistry registry) {
        JoinedTables tables = JoinedTables.of(config.view());
        List<EnrichSettings.Referenced> referenced = referenced(config);
        for (int table = 0; table < referenced.size(); table++) {
            int unused = rowSchemaId(
                    registry,
                    referenced.get(table),
                    tables.referenced().get(table).captured().encoding());
        }
    }

    /**
     * Resolves the contract of the results at the registry: registers it, unless {@code auto.register.schemas} says otherwise. When it is
     * known that the view can take over what others have written, so that no contract is registered that does not come into use; and before
     * the start, so that a refusal is noticed then and not at the first result. May be called again after a failure.
     *
     * @return the id of the contract's schema; the registry client knows it from now on
     * @throws dev.tributary.avro.SchemaIncompatibleException if the registry refuses it; it says what to do
     */
    public static int resolveContract(AppConfig config, SchemaRegistry registry) {
        int resultSchemaId = resultSchemaId(config, registry);
        // Most of what is restored was written with it: it is not requested then.
        registry.schemaById(resultSchemaId);
        log.info("{} is written with schema {}", config.getString(AppConfig.ENRICHED_TOPIC), resultSchemaId);
        return resultSchemaId;
    }

    /**
     * Starts the tier, once: it registers metrics.
     *
     * @param resultSchemaId from {@link #resolveContract}
     * @param results the topic that they go to, as the broker has it
     * @param shared tables of this process; to be closed after the tier
     * @param viewBehind how many results the view has not applied, as of a moment ago, by partition: of all that the owner of that
     *     partition has. A joined row with many results (for example a user with many orders) is written the slower for it
     */
    public static EnrichTier start(
            AppConfig config,
            SchemaRegistry registry,
            int resultSchemaId,
            DescribedTopic results,
            AppMetrics metrics,
            SharedTables shared,
            IntToLongFunction viewBehind) {
        Properties settings = StreamsSettings.of(config);
        int maxRequestBytes = RecordSizes.maxRequestBytes(settings);
        FanOutMetrics fanOuts = new FanOutMetrics(metrics);
        DeadLetters deadLetters = new DeadLetters(
                config.getString(AppConfig.DEAD_LETTERS_TOPIC), maxRequestBytes, metrics, InstantSource.system());
        settings.put(DeadLetters.CONFIG, deadLetters);
        JoinedTables tables = JoinedTables.of(config.view());
        int maxRowBytes = RecordSizes.maxRowBytes(settings, results.maxMessageBytes(), tables.partsOfResult());
        RunningTier tier = RunningTier.start(
                NAME,
                EnrichTopology.build(
                        shape(config, tables, results, maxRowBytes),
                        registry,
                        resultSchemaId,
                        shared,
                        fanOuts,
                        viewBehind),
                settings,
                config,
                registry,
                shared.closing(),
                streams -> {});
        return new EnrichTier(tier, fanOuts, deadLetters, resultSchemaId);
    }

    public RunningTier tier() {
        return tier;
    }

    /** Rows whose change is on its way to those that refer to them. */
    public FanOutMetrics fanOuts() {
        return fanOuts;
    }

    /** Records that could not be processed. */
    public DeadLetters deadLetters() {
        return deadLetters;
    }

    /** Of the contract that results are written with, at the registry. */
    public int contractId() {
        return contractId;
    }

    @Override
    public void close() {
        tier.close();
    }

    private static EnrichSettings shape(
            AppConfig config, JoinedTables tables, DescribedTopic results, int maxRowBytes) {
        return new EnrichSettings(
                tables,
                referenced(config),
                config.getString(AppConfig.ORDERS_TOPIC),
                config.getString(AppConfig.ENRICHED_TOPIC),
                config.getInt(AppConfig.ORDERS_PARTITIONS),
                results,
                maxRowBytes,
                Duration.ofMillis(config.getLong(AppConfig.DELETED_RETENTION_MS)));
    }

    private static int resultSchemaId(AppConfig config, SchemaRegistry registry) {
        Schema schema = config.view().schema();
        try (AvroSerializer<GenericRecord> results =
                new AvroSerializer<>(registry, schema, new GenericDatumWriter<>(schema))) {
            results.configure(config.passedThrough(), false);
            return results.schemaId(config.getString(AppConfig.ENRICHED_TOPIC));
        }
    }

    /** Of the rows in a topic of the tier's own. Nobody else can know their schema, so it is registered whatever the settings say. */
    static int rowSchemaId(SchemaRegistry registry, EnrichSettings.Referenced topics, RowEncoding encoding) {
        return registry.register(topics.rows() + "-value", RowSerde.schema(encoding));
    }

    private static TopicSpec compacted(AppConfig config, String nameKey, String partitionsKey) {
        return TopicSpec.compacted(config.getString(nameKey), config.getInt(partitionsKey), partitionsKey);
    }
}
