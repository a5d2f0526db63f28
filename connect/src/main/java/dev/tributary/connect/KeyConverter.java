package dev.tributary.connect;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;

/**
 * Writes the key of a change event, a struct of the primary key's columns, as the value of its one column: an integer as 8 bytes,
 * big-endian, whatever integer it is in the table; a text, or a uuid, in UTF-8.
 *
 * <p>The column may have any name. A renamed key column therefore stops nothing: the application finds no {@code id} in the
 * row, and the record is a dead letter.
 */
public final class KeyConverter implements Converter {

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {}

    /**
     * A null that its schema allows is a record without a key. A table without a primary key has no schema of keys.
     *
     * @throws DataException if it is not the value of one column of these types
     */
    @Override
    @SuppressWarnings("NullAway") // Connect's contract: null is written as null
    public byte @Nullable [] fromConnectData(String topic, @Nullable Schema schema, @Nullable Object value) {
        if (value == null && schema != null && schema.isOptional()) {
            return null;
        }
        if (!(value instanceof Struct key)) {
            throw refused(topic, "has no primary key");
        }
        if (key.schema().fields().size() != 1) {
            throw refused(topic, "has a primary key of several columns " + columns(key.schema()));
        }
        Field column = key.schema().fields().getFirst();
        return switch (key.getWithoutDefault(column.name())) {
            case Long id -> bytes(id);
            case Integer id -> bytes(id);
            case Short id -> bytes(id);
            case Byte id -> bytes(id);
            case String text -> text.getBytes(StandardCharsets.UTF_8);
            case null -> throw refused(topic, "has NULL in the column " + column.name() + " of its primary key");
            default -> throw refused(topic, "has a primary key of another type " + columns(key.schema()));
        };
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    /** The bytes as they are, since they do not say of which type they are. */
    @Override
    public SchemaAndValue toConnectData(String topic, byte @Nullable [] value) {
        return new SchemaAndValue(Schema.OPTIONAL_BYTES_SCHEMA, value);
    }

    private static DataException refused(String topic, String what) {
        return new DataException("A change of topic " + topic + " " + what
                + ": the primary key must be one column of type smallint, integer, bigint, text, varchar or uuid. Give the table"
                + " such a key, and then begin the capture again (docs/operations.md)");
    }

    private static String columns(Schema key) {
        return key.fields().stream()
                .map(column -> column.name() + " " + type(column.schema()))
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String type(Schema schema) {
        @Nullable String name = schema.name();
        return name == null ? schema.type().getName() : name;
    }
}
