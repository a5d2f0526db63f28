package dev.tributary.connect;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.Encoder;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Writes values of one Connect schema in Avro's binary encoding, as {@link AvroSchemas} says that they are encoded. Compiled
 * once for a schema: nothing is looked up by a name, or asked of the schema, for each value.
 *
 * <p>A null is written as null. Connect's {@link Struct} answers with the default of a field that is null, so that a NULL in a
 * column with a default ({@code created_at timestamp DEFAULT current_timestamp}) would be captured as that default,
 * 1970-01-01 in this case.
 */
@FunctionalInterface
interface ValueEncoding extends DatumWriter<Object> {

    /** @throws DataException if the value is null and must not be */
    @Override
    void write(@Nullable Object value, Encoder out) throws IOException;

    /** It has one, for good. */
    @Override
    default void setSchema(org.apache.avro.Schema schema) {}

    /** The same for values that are there. */
    @FunctionalInterface
    interface NotNull {
        void write(Object value, Encoder out) throws IOException;
    }

    static ValueEncoding of(Schema schema) {
        NotNull type = ofType(schema);
        if (!schema.isOptional()) {
            return (value, out) -> {
                if (value == null) {
                    throw new DataException("null for a value of type " + schema.type() + " that is not optional");
                }
                type.write(value, out);
            };
        }
        int nullIndex = AvroSchemas.nullIndex(schema);
        return (value, out) -> {
            if (value == null) {
                out.writeIndex(nullIndex);
                out.writeNull();
            } else {
                out.writeIndex(1 - nullIndex);
                type.write(value, out);
            }
        };
    }

    /** The value in the type that it is stored as: numbers and bytes for decimals and times. */
    static Object withoutLogicalType(Schema schema, Object value) {
        if (schema.name() == null) {
            return value;
        }
        return switch (schema.name()) {
            case Decimal.LOGICAL_NAME -> Decimal.fromLogical(schema, (BigDecimal) value);
            case Date.LOGICAL_NAME -> Date.fromLogical(schema, (java.util.Date) value);
            case Time.LOGICAL_NAME -> Time.fromLogical(schema, (java.util.Date) value);
            case Timestamp.LOGICAL_NAME -> Timestamp.fromLogical(schema, (java.util.Date) value);
            default -> value;
        };
    }

    private static NotNull ofType(Schema schema) {
        return switch (schema.type()) {
            case INT8, INT16 -> (value, out) -> out.writeInt(((Number) value).intValue());
            case INT32 -> (value, out) -> out.writeInt((Integer) withoutLogicalType(schema, value));
            case INT64 -> (value, out) -> out.writeLong((Long) withoutLogicalType(schema, value));
            case FLOAT32 -> (value, out) -> out.writeFloat((Float) value);
            case FLOAT64 -> (value, out) -> out.writeDouble((Double) value);
            case BOOLEAN -> (value, out) -> out.writeBoolean((Boolean) value);
            case STRING -> (value, out) -> out.writeString((String) value);
            case BYTES ->
                (value, out) -> {
                    Object bytes = withoutLogicalType(schema, value);
                    if (bytes instanceof byte[] array) {
                        out.writeBytes(array);
                    } else {
                        out.writeBytes((ByteBuffer) bytes);
                    }
                };
            case ARRAY -> array(of(schema.valueSchema()));
            case MAP -> map(schema);
            case STRUCT -> struct(schema);
        };
    }

    private static NotNull array(ValueEncoding element) {
        return (value, out) -> {
            Collection<?> elements = (Collection<?>) value;
            out.writeArrayStart();
            out.setItemCount(elements.size());
            for (Object each : elements) {
                out.startItem();
                element.write(each, out);
            }
            out.writeArrayEnd();
        };
    }

    private static NotNull map(Schema schema) {
        boolean stringKeys = AvroSchemas.hasStringKeys(schema);
        ValueEncoding keys = of(schema.keySchema());
        ValueEncoding values = of(schema.valueSchema());
        return (value, out) -> {
            Map<?, ?> entries = (Map<?, ?>) value;
            if (stringKeys) {
                out.writeMapStart();
            } else {
                out.writeArrayStart();
            }
            out.setItemCount(entries.size());
            for (Map.Entry<?, ?> entry : entries.entrySet()) {
                out.startItem();
                keys.write(entry.getKey(), out);
                values.write(entry.getValue(), out);
            }
            if (stringKeys) {
                out.writeMapEnd();
            } else {
                out.writeArrayEnd();
            }
        };
    }

    private static NotNull struct(Schema schema) {
        List<Field> fields = schema.fields();
        ValueEncoding[] encodings =
                fields.stream().map(field -> of(field.schema())).toArray(ValueEncoding[]::new);
        boolean[] hasDefault = new boolean[encodings.length];
        for (int i = 0; i < encodings.length; i++) {
            hasDefault[i] = fields.get(i).schema().defaultValue() != null;
        }
        return (value, out) -> {
            Struct struct = (Struct) value;
            for (int i = 0; i < encodings.length; i++) {
                Field field = fields.get(i);
                // By position, which is faster; by name where that would answer with the default.
                Object content = hasDefault[i] ? struct.getWithoutDefault(field.name()) : struct.get(field);
                try {
                    encodings[i].write(content, out);
                } catch (DataException e) {
                    throw new DataException("field " + field.name() + ": " + e.getMessage(), e);
                }
            }
        };
    }
}
