package dev.tributary.topics;

import dev.tributary.avro.FlatRecord;
import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** The keys of records, and of rows inside them. Safe for use by several threads. */
public record KeySerde(KeyType type) implements Serde<Key> {

    private static final int SHOWN_CHARACTERS = 64;
    private static final int SHOWN_BYTES = 32;

    @Override
    public Serializer<Key> serializer() {
        return (topic, key) -> key == null ? null : key.bytes();
    }

    /** A key of another type is a {@link SerializationException}. */
    @Override
    public Deserializer<Key> deserializer() {
        return (topic, bytes) -> bytes == null ? null : read(topic, bytes);
    }

    private Key read(String topic, byte[] bytes) {
        try {
            return type.read(bytes);
        } catch (IllegalArgumentException e) {
            throw new SerializationException("the key of a record of topic " + topic + " " + e.getMessage(), e);
        }
    }

    /** The type that such a key is read through. */
    public static Schema schema(KeyType type) {
        return Schema.create(type == KeyType.INTEGER ? Schema.Type.LONG : Schema.Type.STRING);
    }

    /** A key that is a value of a record, and not null. */
    public static Key read(FlatRecord record, int leaf, KeyType type) {
        if (type == KeyType.INTEGER) {
            return Key.of(record.getLong(leaf));
        }
        int start = record.start(leaf);
        return Key.ofUtf8(Arrays.copyOfRange(record.bytes(), start, start + record.length(leaf)));
    }

    /**
     * The key of a record for a message, where nobody knows of which type it is ({@link KeyType#guess}); hexadecimal if it looks like none.
     */
    public static String shown(byte @Nullable [] key) {
        if (key == null) {
            return "null";
        }
        return KeyType.guess(key)
                .map(type -> cut(type.read(key).toString(), SHOWN_CHARACTERS))
                .orElseGet(() -> "0x"
                        + cut(
                                HexFormat.of().formatHex(key, 0, Math.min(key.length, SHOWN_BYTES + 1)),
                                2 * SHOWN_BYTES));
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }
}
