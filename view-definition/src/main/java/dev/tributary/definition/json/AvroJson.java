package dev.tributary.definition.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.tributary.definition.resolved.ColumnTypes;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes an Avro value as plain JSON: fields by their names, unions as the value that is there, times in ISO 8601, and the types of a
 * view's contract as PostgreSQL's {@code to_json} writes them.
 */
public final class AvroJson {

    private static final JsonFactory JSON = new JsonFactory();

    private AvroJson() {}

    /** An object, in one line. */
    public static String text(GenericRecord value) {
        return text(value.getSchema(), value);
    }

    /** A value of a type, in one line. */
    public static String text(Schema type, @Nullable Object value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            write(json, type, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Schema schema, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
            return;
        }
        switch (schema.getType()) {
            case RECORD -> writeRecord(json, (IndexedRecord) value);
            case UNION -> write(json, schema.getTypes().get(GenericData.get().resolveUnion(schema, value)), value);
            case ARRAY -> {
                json.writeStartArray();
                for (Object element : (Collection<?>) value) {
                    write(json, schema.getElementType(), element);
                }
                json.writeEndArray();
            }
            case MAP -> {
                json.writeStartObject();
                for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                    json.writeFieldName(entry.getKey().toString());
                    write(json, schema.getValueType(), entry.getValue());
                }
                json.writeEndObject();
            }
            case BYTES -> writeBytes(json, schema, bytes((ByteBuffer) value));
            case FIXED -> writeBytes(json, schema, ((GenericFixed) value).bytes());
            case INT, LONG -> writeNumber(json, schema, ((Number) value).longValue());
            case FLOAT -> json.writeNumber((float) value);
            case DOUBLE -> json.writeNumber((double) value);
            case BOOLEAN -> writeBoolean(json, schema, (boolean) value);
            case STRING, ENUM, NULL -> writeText(json, schema, value.toString());
        }
    }

    private static void writeRecord(JsonGenerator json, IndexedRecord value) throws IOException {
        json.writeStartObject();
        for (Schema.Field field : value.getSchema().getFields()) {
            json.writeFieldName(field.name());
            write(json, field.schema(), value.get(field.pos()));
        }
        json.writeEndObject();
    }

    private static void writeNumber(JsonGenerator json, Schema schema, long value) throws IOException {
        Optional<String> time = AvroTime.format(schema, value);
        if (time.isPresent()) {
            json.writeString(time.get());
        } else if (ColumnTypes.postgresType(schema).equals("oid")) {
            json.writeString(Long.toString(value));
        } else {
            json.writeNumber(value);
        }
    }

    private static void writeBoolean(JsonGenerator json, Schema schema, boolean value) throws IOException {
        if (ColumnTypes.postgresType(schema).equals("bit(1)")) {
            json.writeString(value ? "1" : "0");
        } else {
            json.writeBoolean(value);
        }
    }

    private static void writeText(JsonGenerator json, Schema schema, String value) throws IOException {
        switch (ColumnTypes.postgresType(schema)) {
            case "numeric" -> {
                if (PostgresText.isNumber(value)) {
                    json.writeNumber(value);
                } else {
                    json.writeString(PostgresText.notANumber(value));
                }
            }
            case "json", "jsonb", "hstore" -> json.writeRawValue(PostgresText.oneLine(value));
            case "timestamptz" -> json.writeString(PostgresText.timestamptz(value));
            case "interval" -> json.writeString(PostgresText.interval(value));
            default -> json.writeString(value);
        }
    }

    private static void writeBytes(JsonGenerator json, Schema schema, byte[] value) throws IOException {
        String bits = ColumnTypes.postgresType(schema);
        if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
            json.writeNumber(new BigDecimal(new BigInteger(value), decimal.getScale()));
        } else if (bits.startsWith("bit(")) {
            int digits = Integer.parseInt(bits.substring("bit(".length(), bits.length() - 1));
            json.writeString(PostgresText.bits(value, 0, value.length, digits));
        } else {
            json.writeString(PostgresText.bytea(value, 0, value.length));
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }
}
