package dev.tributary.connect;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroTypeException;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Avro schemas of Connect's schemas, as Confluent's Avro converter makes them, and Apicurio's after it: the same text, so that
 * topics which one of these has written keep their schema ids. The rules are those of {@code AvroData} in Confluent's
 * schema-registry, with its defaults.
 *
 * <p>What Debezium never emits is left out: recursive schemas, enums and unions in disguise, {@code fixed}.
 */
final class AvroSchemas {

    /** The record of one entry of a map whose keys are not strings. */
    private static final String MAP_ENTRY = "MapEntry";

    private static final String KEY = "key";
    private static final String VALUE = "value";

    private static final Logger LOG = LoggerFactory.getLogger(AvroSchemas.class);
    private static final String NAMESPACE = "io.confluent.connect.avro";
    private static final String NAMELESS = "ConnectDefault";
    private static final String PRECISION_PARAMETER = "connect.decimal.precision";
    private static final int ANY_PRECISION = 64;

    /** Without null: a change event has the row's record twice, and Avro names it the second time. */
    private final Map<org.apache.kafka.connect.data.Schema, Schema> types = new HashMap<>();

    private int nameless;

    private AvroSchemas() {}

    /** @throws org.apache.avro.SchemaParseException if a name in it is none that Avro has */
    static Schema of(org.apache.kafka.connect.data.Schema schema) {
        return new AvroSchemas().convert(schema);
    }

    /** Where null is in the union of an optional schema: behind the type if there is a default, which Avro wants first. */
    static int nullIndex(org.apache.kafka.connect.data.Schema schema) {
        boolean hasDefault =
                schema.defaultValue() != null && schema.type() != org.apache.kafka.connect.data.Schema.Type.STRUCT;
        return hasDefault ? 1 : 0;
    }

    static boolean hasStringKeys(org.apache.kafka.connect.data.Schema map) {
        org.apache.kafka.connect.data.Schema key = map.keySchema();
        return key.type() == org.apache.kafka.connect.data.Schema.Type.STRING && !key.isOptional();
    }

    private Schema convert(org.apache.kafka.connect.data.Schema schema) {
        Schema type = types.get(schema);
        if (type == null) {
            type = annotated(schema, typeOf(schema));
            types.put(schema, type);
        }
        if (!schema.isOptional()) {
            return type;
        }
        Schema none = Schema.create(Schema.Type.NULL);
        return nullIndex(schema) == 0 ? Schema.createUnion(none, type) : Schema.createUnion(type, none);
    }

    private Schema typeOf(org.apache.kafka.connect.data.Schema schema) {
        return switch (schema.type()) {
            case INT8, INT16, INT32 -> Schema.create(Schema.Type.INT);
            case INT64 -> Schema.create(Schema.Type.LONG);
            case FLOAT32 -> Schema.create(Schema.Type.FLOAT);
            case FLOAT64 -> Schema.create(Schema.Type.DOUBLE);
            case BOOLEAN -> Schema.create(Schema.Type.BOOLEAN);
            case STRING -> Schema.create(Schema.Type.STRING);
            case BYTES -> Schema.create(Schema.Type.BYTES);
            case ARRAY -> Schema.createArray(convert(schema.valueSchema()));
            case MAP ->
                hasStringKeys(schema)
                        ? Schema.createMap(convert(schema.valueSchema()))
                        : Schema.createArray(entryOf(schema));
            case STRUCT -> recordOf(schema);
        };
    }

    private Schema entryOf(org.apache.kafka.connect.data.Schema map) {
        Schema entry = map.name() == null
                ? Schema.createRecord(MAP_ENTRY, null, NAMESPACE, false)
                : Schema.createRecord(map.name(), null, null, false);
        if (map.name() != null) {
            entry.addProp("connect.internal.type", MAP_ENTRY);
        }
        entry.setFields(List.of(field(KEY, map.keySchema()), field(VALUE, map.valueSchema())));
        return entry;
    }

    private Schema recordOf(org.apache.kafka.connect.data.Schema struct) {
        Schema record = struct.name() == null
                ? Schema.createRecord(NAMELESS + (++nameless > 1 ? nameless : ""), null, NAMESPACE, false)
                : Schema.createRecord(struct.name(), null, null, false);
        List<Schema.Field> fields = new ArrayList<>();
        for (Field field : struct.fields()) {
            fields.add(field(field.name(), field.schema()));
        }
        record.setFields(fields);
        return record;
    }

    private Schema.Field field(String name, org.apache.kafka.connect.data.Schema schema) {
        Object defaultValue = schema.defaultValue() != null
                ? withDoubles(json(schema, schema.defaultValue()))
                : schema.isOptional() ? JsonProperties.NULL_VALUE : null;
        Schema type = convert(schema);
        try {
            return new Schema.Field(name, type, null, defaultValue);
        } catch (AvroTypeException e) {
            LOG.warn("Field {} has no default in Avro: {}", name, e.getMessage());
            return new Schema.Field(name, type, null, null);
        }
    }

    /** With what Avro's types cannot say, for a converter that reads it back; the order counts for the text. */
    private Schema annotated(org.apache.kafka.connect.data.Schema schema, Schema type) {
        boolean decimal = Decimal.LOGICAL_NAME.equals(schema.name());
        if (decimal) {
            type.addProp("scale", scale(schema));
            type.addProp("precision", precision(schema));
        }
        if (schema.doc() != null) {
            type.addProp("connect.doc", schema.doc());
        }
        if (schema.version() != null) {
            type.addProp("connect.version", schema.version());
        }
        if (schema.parameters() != null && !schema.parameters().isEmpty()) {
            type.addProp("connect.parameters", new LinkedHashMap<>(schema.parameters()));
        }
        if (schema.defaultValue() != null) {
            type.addProp("connect.default", json(schema, schema.defaultValue()));
        }
        if (schema.name() != null) {
            type.addProp("connect.name", schema.name());
        }
        switch (schema.type()) {
            case INT8 -> type.addProp("connect.type", "int8");
            case INT16 -> type.addProp("connect.type", "int16");
            default -> {
                // Avro has the type.
            }
        }
        if (decimal) {
            if (scale(schema) < 0 || scale(schema) > precision(schema)) {
                // Avro's own class refuses it.
                type.addProp("logicalType", "decimal");
            } else {
                LogicalTypes.decimal(precision(schema), scale(schema)).addToSchema(type);
            }
        } else if (Time.LOGICAL_NAME.equals(schema.name())) {
            LogicalTypes.timeMillis().addToSchema(type);
        } else if (Timestamp.LOGICAL_NAME.equals(schema.name())) {
            LogicalTypes.timestampMillis().addToSchema(type);
        } else if (Date.LOGICAL_NAME.equals(schema.name())) {
            LogicalTypes.date().addToSchema(type);
        }
        return type;
    }

    private static int scale(org.apache.kafka.connect.data.Schema decimal) {
        return Integer.parseInt(decimal.parameters().getOrDefault(Decimal.SCALE_FIELD, "0"));
    }

    private static int precision(org.apache.kafka.connect.data.Schema decimal) {
        String precision = decimal.parameters().get(PRECISION_PARAMETER);
        return precision == null ? ANY_PRECISION : Integer.parseInt(precision);
    }

    /** A default as Avro takes it: numbers, text, lists and maps; bytes are text of one character each. */
    private static Object json(org.apache.kafka.connect.data.Schema schema, @Nullable Object value) {
        if (value == null) {
            return JsonProperties.NULL_VALUE;
        }
        return switch (schema.type()) {
            case INT8, INT16 -> ((Number) value).intValue();
            case INT32, INT64, FLOAT32, FLOAT64, BOOLEAN, STRING -> ValueEncoding.withoutLogicalType(schema, value);
            case BYTES -> text(ValueEncoding.withoutLogicalType(schema, value));
            case ARRAY ->
                ((Collection<?>) value)
                        .stream()
                                .map(element -> json(schema.valueSchema(), element))
                                .toList();
            case MAP -> entries(schema, (Map<?, ?>) value);
            case STRUCT -> fields((Struct) value);
        };
    }

    /** In the default of a field, the others write a float as the double that it is: 1.1 as 1.100000023841858. */
    private static Object withDoubles(Object json) {
        return switch (json) {
            case Float number -> number.doubleValue();
            case List<?> list ->
                list.stream().map(element -> withDoubles(element)).toList();
            case Map<?, ?> map -> {
                Map<Object, Object> widened = new LinkedHashMap<>();
                map.forEach((key, value) -> widened.put(key, withDoubles(value)));
                yield widened;
            }
            default -> json;
        };
    }

    private static Object entries(org.apache.kafka.connect.data.Schema schema, Map<?, ?> map) {
        if (!hasStringKeys(schema)) {
            return map.entrySet().stream()
                    .map(entry -> List.of(
                            json(schema.keySchema(), entry.getKey()), json(schema.valueSchema(), entry.getValue())))
                    .toList();
        }
        Map<String, Object> json = new LinkedHashMap<>();
        map.forEach((key, value) -> json.put((String) key, json(schema.valueSchema(), value)));
        return json;
    }

    private static Map<String, Object> fields(Struct struct) {
        Map<String, Object> json = new LinkedHashMap<>();
        for (Field field : struct.schema().fields()) {
            json.put(field.name(), json(field.schema(), struct.get(field)));
        }
        return json;
    }

    private static String text(Object bytes) {
        byte[] array = bytes instanceof byte[] own ? own : ((ByteBuffer) bytes).array();
        return new String(array, StandardCharsets.ISO_8859_1);
    }
}
