package dev.tributary.connect;

import dev.tributary.avro.AvroSerdeConfig;
import dev.tributary.avro.AvroSerializer;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.avro.SchemaRegistryUnavailableException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Connect's values as Avro in Confluent's wire format, with schemas in any registry that answers Confluent's API: the
 * schemas and the bytes that Confluent's Avro converter writes, but that a null stays one ({@link ValueEncoding}).
 *
 * <p>Configured by the keys of {@link AvroSerdeConfig}. A registry that cannot be reached is a {@link RetriableException}: the
 * worker tries again, for as long as {@code errors.retry.timeout} allows. What the registry refuses fails the task, with the
 * registry's reason.
 *
 * <p>For source connectors: it does not read. Used by one thread at a time, as Connect does.
 */
public final class EnvelopeAvroConverter implements Converter {

    private static final Logger LOG = LoggerFactory.getLogger(EnvelopeAvroConverter.class);

    /** Most of them are old ones of tables that have changed. */
    private static final int MAX_SCHEMAS = 100;

    /** The same schema object is the same schema, which is most of what Debezium gives: no comparison of all fields. */
    private record Target(Schema schema, AvroSerializer<Object> serializer) {}

    /** By topic. */
    private final Map<String, Target> last = new HashMap<>();

    private final LinkedHashMap<Schema, AvroSerializer<Object>> serializers = new LinkedHashMap<>(16, 0.75f, true);
    private Map<String, ?> configs = Map.of();
    private boolean isKey;
    private @Nullable SchemaRegistry registry;

    @Override
    public ConfigDef config() {
        return AvroSerdeConfig.definition();
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        close();
        this.configs = configs;
        this.isKey = isKey;
        // Keeps the client, and what it has learnt, that all serializers share.
        this.registry = SchemaRegistry.fromConfig(configs);
    }

    @Override
    @SuppressWarnings("NullAway") // Connect's contract: null is written as null
    public byte @Nullable [] fromConnectData(String topic, @Nullable Schema schema, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (schema == null) {
            throw new DataException("topic " + topic + ": a value without a schema cannot be written as Avro");
        }
        try {
            return serializer(topic, schema).serialize(topic, value);
        } catch (SchemaRegistryUnavailableException e) {
            // The worker itself says nothing about its retries.
            LOG.warn("The schema registry cannot be reached: {}", e.getMessage());
            throw new RetriableException("The schema registry cannot be reached: " + e.getMessage(), e);
        }
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte @Nullable [] value) {
        throw new DataException("topic " + topic + ": " + EnvelopeAvroConverter.class.getName()
                + " is for source connectors; set value.converter of this sink connector to one that reads Avro");
    }

    @Override
    public void close() {
        serializers.values().forEach(AvroSerializer::close);
        serializers.clear();
        last.clear();
        if (registry != null) {
            registry.close();
            registry = null;
        }
    }

    @SuppressWarnings("ReferenceEquality") // an equal schema that is another object takes the slow way, once
    private AvroSerializer<Object> serializer(String topic, Schema schema) {
        Target target = last.get(topic);
        if (target != null && target.schema == schema) {
            return target.serializer;
        }
        AvroSerializer<Object> serializer = serializers.computeIfAbsent(schema, this::compile);
        last.put(topic, new Target(schema, serializer));
        if (serializers.size() > MAX_SCHEMAS) {
            AvroSerializer<Object> unused = serializers.pollFirstEntry().getValue();
            last.values().removeIf(each -> each.serializer.equals(unused));
            unused.close();
        }
        return serializer;
    }

    /** How many schemas it has compiled and not forgotten. */
    int heldSchemas() {
        return serializers.size();
    }

    private AvroSerializer<Object> compile(Schema schema) {
        AvroSerializer<Object> serializer = new AvroSerializer<>(AvroSchemas.of(schema), ValueEncoding.of(schema));
        serializer.configure(configs, isKey);
        return serializer;
    }
}
