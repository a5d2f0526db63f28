package dev.tributary.connect;

import dev.tributary.avro.AvroDeserializer;
import dev.tributary.avro.AvroSerdeConfig;
import dev.tributary.avro.DatumReaderFactory;
import dev.tributary.avro.SchemaRegistryUnavailableException;
import dev.tributary.definition.key.KeyType;
import dev.tributary.definition.reporting.ReportingColumn;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a view for a sink connector that writes them into a table of PostgreSQL: a struct with a text for each field, which
 * PostgreSQL reads as a value of the column's type ({@link ReportingColumn}). So every value arrives as it is, infinite and
 * ancient ones too. The driver has to leave the type of texts to the server ({@code stringtype=unspecified}).
 *
 * <p>As a converter of values it is configured by the keys of {@link AvroSerdeConfig}; as one of keys by the primary key's
 * {@value #COLUMN} and {@value #TYPE}. A registry that cannot be reached is a {@link RetriableException}.
 *
 * <p>For sink connectors: it does not write. Used by one thread at a time, as Connect does.
 */
public final class ResultConverter implements Converter {

    /** The name of the primary key. */
    static final String COLUMN = "column";

    /** Of the primary key: integer, text or uuid. */
    static final String TYPE = "type";

    /** A topic has as many as its contract had versions. */
    private static final int MAX_SCHEMAS = 100;

    private final LRUCache<org.apache.avro.Schema, Schema> structs = new LRUCache<>(MAX_SCHEMAS);
    private @Nullable AvroDeserializer<GenericRecord> values;
    private @Nullable Schema key;
    private KeyType keyType = KeyType.INTEGER;

    @Override
    public ConfigDef config() {
        return AvroSerdeConfig.definition();
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        close();
        if (isKey) {
            AbstractConfig settings = new AbstractConfig(ofKey(), configs, false);
            keyType = KeyType.valueOf(settings.getString(TYPE).toUpperCase(Locale.ROOT));
            key = SchemaBuilder.struct()
                    .field(settings.getString(COLUMN), Schema.STRING_SCHEMA)
                    .build();
        } else {
            values = new AvroDeserializer<>(DatumReaderFactory.generic());
            values.configure(configs, false);
        }
    }

    private static ConfigDef ofKey() {
        String[] types = Arrays.stream(KeyType.values())
                .map(type -> type.name().toLowerCase(Locale.ROOT))
                .toArray(String[]::new);
        return new ConfigDef()
                .define(COLUMN, ConfigDef.Type.STRING, Importance.HIGH, "The name of the view's primary key.")
                .define(
                        TYPE,
                        ConfigDef.Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        ValidString.in(types),
                        Importance.HIGH,
                        "Of the view's primary key: " + String.join(", ", types) + ".");
    }

    @Override
    public byte[] fromConnectData(String topic, @Nullable Schema schema, @Nullable Object value) {
        throw new DataException("topic " + topic + ": " + ResultConverter.class.getName() + " is for sink connectors");
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte @Nullable [] bytes) {
        if (bytes == null) {
            return SchemaAndValue.NULL;
        }
        try {
            return values == null ? key(bytes) : value(Objects.requireNonNull(values.deserialize(topic, bytes)));
        } catch (SchemaRegistryUnavailableException e) {
            throw new RetriableException("The schema registry cannot be reached: " + e.getMessage(), e);
        } catch (SerializationException | IllegalArgumentException e) {
            throw new DataException("A record of topic " + topic + " is none of a view: " + e.getMessage(), e);
        }
    }

    private SchemaAndValue key(byte[] bytes) {
        if (key == null) {
            throw new ConfigException("the converter was not configured");
        }
        String text = keyType.read(bytes).toString();
        return new SchemaAndValue(key, new Struct(key).put(key.fields().getFirst(), text));
    }

    private SchemaAndValue value(GenericRecord row) {
        org.apache.avro.Schema written = row.getSchema();
        Schema schema = structs.get(written);
        if (schema == null) {
            schema = struct(written);
            structs.put(written, schema);
        }
        Struct struct = new Struct(schema);
        for (org.apache.avro.Schema.Field field : written.getFields()) {
            struct.put(field.name(), ReportingColumn.text(field.schema(), row.get(field.pos())));
        }
        return new SchemaAndValue(schema, struct);
    }

    private static Schema struct(org.apache.avro.Schema record) {
        SchemaBuilder struct = SchemaBuilder.struct().name(record.getFullName());
        record.getFields().forEach(field -> struct.field(field.name(), Schema.OPTIONAL_STRING_SCHEMA));
        return struct.build();
    }

    @Override
    public void close() {
        if (values != null) {
            values.close();
            values = null;
        }
    }
}
