package dev.tributary.enrich;

import dev.tributary.avro.AvroSerializer;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.config.AppConfig;
import dev.tributary.tier.RunningTier;
import dev.tributary.topics.TopicSpec;
import java.time.Duration;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The enrich tier: the Kafka Streams client that joins orders to users. */
public final class EnrichTier {

    /** What it is called in {@code tributary.tiers} and in logs. */
    public static final String NAME = "enrich";

    private static final Logger log = LoggerFactory.getLogger(EnrichTier.class);

    private EnrichTier() {}

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
    public static RunningTier start(AppConfig config, SchemaRegistry registry) {
        int resultSchemaId = resultSchemaId(config, registry);
        log.info("{} is written with schema {}", config.getString(AppConfig.ENRICHED_TOPIC), resultSchemaId);
        return RunningTier.start(
                NAME,
                EnrichTopology.build(settings(config), registry, resultSchemaId),
                StreamsSettings.of(config),
                config,
                registry,
                streams -> {});
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

    private static int resultSchemaId(AppConfig config, SchemaRegistry registry) {
        Schema schema = EnrichedOrderEncoder.SCHEMA;
        try (AvroSerializer<GenericRecord> results =
                new AvroSerializer<>(registry, schema, new GenericDatumWriter<>(schema))) {
            results.configure(config.passedThrough(), false);
            return results.schemaId(config.getString(AppConfig.ENRICHED_TOPIC));
        }
    }

    private static TopicSpec topic(AppConfig config, String nameKey, String partitionsKey) {
        return new TopicSpec(config.getString(nameKey), config.getInt(partitionsKey), partitionsKey);
    }
}
