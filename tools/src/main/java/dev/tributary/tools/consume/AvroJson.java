package dev.tributary.tools.consume;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tributary.tools.topic.AvroTime;
import java.io.IOException;
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
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes an Avro value as plain JSON: fields by their names, unions as the value that is there, times in ISO 8601,
 * bytes in Base64.
 */
final class AvroJson {

    private AvroJson() {}

    static void write(JsonGenerator json, Schema schema, @Nullable Object value) throws IOException {
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
            case BOOLEAN -> json.writeBoolean((boolean) value);
            case STRING, ENUM, NULL -> json.writeString(value.toString());
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
        } else {
            json.writeNumber(value);
        }
    }

    private static void writeBytes(JsonGenerator json, Schema schema, byte[] value) throws IOException {
        if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
            json.writeNumber(new BigDecimal(new BigInteger(value), decimal.getScale()));
        } else {
            json.writeBinary(value);
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }
}
