package dev.tributary.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.tributary.avro.FlatArray;
import dev.tributary.avro.FlatRecord;
import dev.tributary.avro.FlatSchema;
import dev.tributary.avro.ProjectingDeserializer;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.definition.contract.Fields;
import dev.tributary.definition.contract.ViewContract;
import dev.tributary.definition.json.PostgresText;
import dev.tributary.definition.resolved.ColumnTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * A row of the view as JSON: the fields of the contract under their names, values as PostgreSQL's {@code to_json} writes them.
 * Straight from the bytes of the record. Safe for use by several threads.
 */
final class ResultJson {

    private static final long MICROS = 1_000_000;
    private static final int USUAL_BYTES = 512;
    private static final JsonFactory JSON = new JsonFactory();

    private enum Kind {
        INTEGER,
        BOOLEAN,
        FLOAT,
        DOUBLE,
        NUMERIC,
        TEXT,
        JSON,
        BYTEA,
        BIT,
        BITS,
        DATE,
        TIME,
        TIMESTAMP,
        TIMESTAMPTZ,
        MOMENT,
        INTERVAL,
        OID,
        ARRAY,
        ROW
    }

    /**
     * A member of the object.
     *
     * @param place its leaf, or its group for a row
     * @param digits of bits, else 0
     * @param members of a row; or one, which stands for each item of an array
     * @param items of an array, else null
     */
    private record Field(
            String name,
            int place,
            Kind kind,
            int digits,
            List<Field> members,
            @Nullable FlatArray items) {}

    private final ProjectingDeserializer<byte[]> rows;
    private final String topic;
    private final List<Field> members;
    private final Events events;

    /** @param view that the topic has */
    ResultJson(SchemaRegistry registry, String topic, ViewContract view) {
        Schema contract = view.schema();
        this.members = fields(FlatSchema.of(contract), contract, "");
        this.rows = new ProjectingDeserializer<>(registry, contract, writer -> {}, this::write);
        this.topic = topic;
        this.events = new Events(ResourceNames.of(view));
    }

    /** Events with rows. */
    Events events() {
        return events;
    }

    /**
     * The JSON object, in UTF-8 and without a line break.
     *
     * @param value of a record of the view's topic
     * @throws SerializationException if it cannot be read, or the registry that has its schema is away
     */
    byte[] of(byte[] value) {
        byte @Nullable [] json = rows.deserialize(topic, value);
        if (json == null) {
            throw new SerializationException("no value");
        }
        return json;
    }

    private byte[] write(FlatRecord record) {
        try (ByteArrayBuilder out = new ByteArrayBuilder(USUAL_BYTES);
                JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            writeFields(json, record, members);
            json.writeEndObject();
            json.flush();
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeFields(JsonGenerator json, FlatRecord record, List<Field> fields) throws IOException {
        for (Field field : fields) {
            json.writeFieldName(field.name());
            if (field.kind() == Kind.ROW) {
                writeRow(json, record, field);
            } else {
                writeNullable(json, record, field);
            }
        }
    }

    private static void writeNullable(JsonGenerator json, FlatRecord record, Field field) throws IOException {
        if (record.isNull(field.place())) {
            json.writeNull();
        } else {
            writeValue(json, record, field);
        }
    }

    private static void writeArray(JsonGenerator json, FlatRecord record, Field array) throws IOException {
        json.writeStartArray();
        Objects.requireNonNull(array.items()).forEach(record, array.place(), item -> {
            try {
                writeNullable(json, item, array.members().getFirst());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        json.writeEndArray();
    }

    private static void writeRow(JsonGenerator json, FlatRecord record, Field row) throws IOException {
        if (!record.isPresent(row.place())) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        writeFields(json, record, row.members());
        json.writeEndObject();
    }

    private static void writeValue(JsonGenerator json, FlatRecord record, Field field) throws IOException {
        int leaf = field.place();
        switch (field.kind()) {
            case INTEGER -> json.writeNumber(record.getLong(leaf));
            case BOOLEAN -> json.writeBoolean(record.getBoolean(leaf));
            case FLOAT -> writeFloat(json, record.getFloat(leaf));
            case DOUBLE -> writeDouble(json, record.getDouble(leaf));
            case NUMERIC -> writeNumeric(json, record.getString(leaf));
            case TEXT -> writeText(json, record, leaf);
            case JSON -> json.writeRawValue(PostgresText.oneLine(record.getString(leaf)));
            case BYTEA -> json.writeString(PostgresText.bytea(record.bytes(), record.start(leaf), record.length(leaf)));
            case BIT -> json.writeString(record.getBoolean(leaf) ? "1" : "0");
            case BITS ->
                json.writeString(
                        PostgresText.bits(record.bytes(), record.start(leaf), record.length(leaf), field.digits()));
            case DATE -> json.writeString(PostgresText.date((int) record.getLong(leaf)));
            case TIME -> json.writeString(PostgresText.time(record.getLong(leaf)));
            case TIMESTAMP -> json.writeString(PostgresText.timestamp(record.getLong(leaf)));
            case TIMESTAMPTZ -> json.writeString(PostgresText.timestamptz(record.getString(leaf)));
            case MOMENT -> json.writeString(moment(record.getLong(leaf)));
            case INTERVAL -> json.writeString(PostgresText.interval(record.getString(leaf)));
            case OID -> json.writeString(Long.toString(record.getLong(leaf)));
            case ARRAY -> writeArray(json, record, field);
            case ROW -> throw new IllegalStateException("a row is not a value");
        }
    }

    private static void writeFloat(JsonGenerator json, float number) throws IOException {
        if (Float.isFinite(number)) {
            json.writeNumber(number);
        } else {
            json.writeString(Float.toString(number));
        }
    }

    private static void writeDouble(JsonGenerator json, double number) throws IOException {
        if (Double.isFinite(number)) {
            json.writeNumber(number);
        } else {
            json.writeString(Double.toString(number));
        }
    }

    /** With all of its digits. */
    private static void writeNumeric(JsonGenerator json, String numeric) throws IOException {
        if (PostgresText.isNumber(numeric)) {
            json.writeNumber(numeric);
        } else {
            json.writeString(PostgresText.notANumber(numeric));
        }
    }

    /** What is not UTF-8 becomes the replacement character: a row may be older than the check that refuses such bytes. */
    private static void writeText(JsonGenerator json, FlatRecord record, int leaf) throws IOException {
        if (record.isUtf8(leaf)) {
            json.writeUTF8String(record.bytes(), record.start(leaf), record.length(leaf));
        } else {
            json.writeString(record.getString(leaf));
        }
    }

    private static String moment(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1000)
                .toString();
    }

    private static List<Field> fields(FlatSchema places, Schema record, String prefix) {
        return record.getFields().stream()
                .map(field -> field(places, field.name(), Fields.withoutNull(field.schema()), prefix + field.name()))
                .toList();
    }

    private static Field field(FlatSchema places, String name, Schema schema, String path) {
        Kind kind = kind(schema);
        return switch (kind) {
            case ROW -> new Field(name, places.group(path), kind, 0, fields(places, schema, path + "."), null);
            case ARRAY -> array(name, places.leaf(path), schema);
            case BITS -> new Field(name, places.leaf(path), kind, digits(schema), List.of(), null);
            default -> new Field(name, places.leaf(path), kind, 0, List.of(), null);
        };
    }

    private static Field array(String name, int leaf, Schema schema) {
        FlatArray items = new FlatArray(schema);
        Kind kind = kind(Fields.withoutNull(schema.getElementType()));
        Field item = new Field("", items.item(), kind, 0, List.of(), null);
        return new Field(name, leaf, Kind.ARRAY, 0, List.of(item), items);
    }

    /** Of a type such as {@code bit(8)}. */
    private static int digits(Schema schema) {
        String type = String.valueOf(schema.getProp(ColumnTypes.POSTGRES_TYPE));
        if (!type.startsWith("bit(")) {
            throw unsupported(schema);
        }
        return Integer.parseInt(type.substring("bit(".length(), type.length() - 1));
    }

    private static Kind kind(Schema schema) {
        @Nullable String postgres = schema.getProp(ColumnTypes.POSTGRES_TYPE);
        if (schema.getLogicalType() != null) {
            return switch (schema.getLogicalType().getName()) {
                case "uuid" -> Kind.TEXT;
                case "date" -> Kind.DATE;
                case "time-micros" -> Kind.TIME;
                case "local-timestamp-micros" -> Kind.TIMESTAMP;
                case "timestamp-micros" -> Kind.MOMENT;
                default -> throw unsupported(schema);
            };
        }
        if (postgres != null) {
            return switch (postgres) {
                case "numeric" -> Kind.NUMERIC;
                case "json", "jsonb", "hstore" -> Kind.JSON;
                case "timestamptz" -> Kind.TIMESTAMPTZ;
                case "interval" -> Kind.INTERVAL;
                case "oid" -> Kind.OID;
                case "bit(1)" -> Kind.BIT;
                default -> Kind.BITS;
            };
        }
        return switch (schema.getType()) {
            case INT, LONG -> Kind.INTEGER;
            case BOOLEAN -> Kind.BOOLEAN;
            case FLOAT -> Kind.FLOAT;
            case DOUBLE -> Kind.DOUBLE;
            case STRING -> Kind.TEXT;
            case BYTES -> Kind.BYTEA;
            case ARRAY -> Kind.ARRAY;
            case RECORD -> Kind.ROW;
            default -> throw unsupported(schema);
        };
    }

    private static IllegalStateException unsupported(Schema schema) {
        return new IllegalStateException("the contract has a " + schema);
    }
}
