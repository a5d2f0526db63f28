package dev.tributary.avro;

import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes Avro in Confluent's wire format. A null value is a null payload, and asks the registry nothing.
 *
 * <p>Safe for use by several threads once configured (Kafka Streams gives one instance to all of its stream threads), if
 * the {@link DatumWriter} it was given is; Avro's own are. The returned array is the caller's own and has no slack.
 *
 * <p>A value that does not fit its schema, or a schema that the registry refuses, is a
 * {@link SchemaIncompatibleException}; a registry that refuses otherwise is a {@link SchemaRegistryException}, one that
 * is away a {@link SchemaRegistryUnavailableException}.
 */
public final class AvroSerializer<T> implements Serializer<T> {

    private final @Nullable Schema schema;
    private final @Nullable DatumWriter<T> writer;
    private final @Nullable SchemaRegistry givenRegistry;
    private @Nullable SchemaRegistry ownRegistry;
    private @Nullable SchemaIds ids;

    private final Targets targets = new Targets();

    private final PerThread<PayloadEncoder<T>> encoders = new PerThread<>(() -> new PayloadEncoder<>(targets));

    /** To be named in a configuration. Values are {@link IndexedRecord}s, generic or generated, of any schema. */
    public AvroSerializer() {
        this.schema = null;
        this.writer = null;
        this.givenRegistry = null;
    }

    /** Values of one schema, written by a writer of one's own; to be given a registry by {@link #configure}. */
    public AvroSerializer(Schema schema, DatumWriter<T> writer) {
        this.schema = schema;
        this.writer = writer;
        this.givenRegistry = null;
    }

    /**
     * As the other, and ready without {@link #configure}: for values, with the defaults of {@link AvroSerdeConfig}.
     * Does not close the registry.
     */
    public AvroSerializer(SchemaRegistry registry, Schema schema, DatumWriter<T> writer) {
        this.schema = schema;
        this.writer = writer;
        this.givenRegistry = registry;
        this.ids = new SchemaIds(registry, new AvroSerdeConfig(Map.of()), false);
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        AvroSerdeConfig config = new AvroSerdeConfig(configs);
        SchemaRegistry registry = givenRegistry;
        if (registry == null) {
            close();
            registry = SharedRegistries.open(RegistrySettings.from(config));
            ownRegistry = registry;
        }
        ids = new SchemaIds(registry, config, isKey);
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's contract: null is written as null
    public byte @Nullable [] serialize(String topic, @Nullable T value) {
        if (value == null) {
            return null;
        }
        return encoders.use(encoder -> encoder.encode(topic, schema == null ? schemaOf(topic, value) : schema, value));
    }

    /**
     * The id that values on a topic are written with, resolved now as the configuration says (registered, looked up, or
     * given), so that a refusal is noticed before the first value. Only for a serializer of one schema.
     */
    public int schemaId(String topic) {
        if (schema == null) {
            throw new IllegalStateException("AvroSerializer: the schema is that of each value");
        }
        return targets.id(topic, schema);
    }

    /** The thread that closes it keeps nothing of it. */
    @Override
    public void close() {
        encoders.forget();
        if (ownRegistry != null) {
            ownRegistry.close();
            ownRegistry = null;
        }
    }

    private static Schema schemaOf(String topic, Object value) {
        if (value instanceof IndexedRecord record) {
            return record.getSchema();
        }
        throw new SchemaIncompatibleException(
                "Topic %s: expected an Avro IndexedRecord and got %s; give the serializer a schema and a writer"
                        .formatted(topic, value.getClass().getName()),
                null);
    }

    private final class Targets implements PayloadEncoder.Targets<T> {

        @Override
        public int id(String topic, Schema valueSchema) {
            if (ids == null) {
                throw new IllegalStateException("AvroSerializer: configure() was not called");
            }
            return ids.idFor(topic, valueSchema);
        }

        @Override
        public DatumWriter<T> writer(Schema valueSchema) {
            // Writes generic records as well as generated classes.
            return writer == null ? new SpecificDatumWriter<>(valueSchema, new SpecificData()) : writer;
        }
    }
}
