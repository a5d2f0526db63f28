package dev.tributary.tools.topic;

import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A record's key: that of a row on every topic of Tributary, and anything on others. */
public sealed interface RecordKey {

    /** The key of a row. */
    record Row(Key key) implements RecordKey {
        @Override
        public String toString() {
            return key.toString();
        }
    }

    /** Bytes that no row has as its key. */
    record Other(String hex) implements RecordKey {
        @Override
        public String toString() {
            return "0x" + hex;
        }
    }

    record None() implements RecordKey {
        @Override
        public String toString() {
            return "null";
        }
    }

    /** Of a topic whose keys are of this type. */
    static RecordKey of(byte @Nullable [] bytes, KeyType type) {
        return bytes == null ? new None() : row(bytes, type).orElseGet(() -> hex(bytes));
    }

    /** Of a topic whose type of keys is not known. */
    static RecordKey guess(byte @Nullable [] bytes) {
        if (bytes == null) {
            return new None();
        }
        return KeyType.guess(bytes).flatMap(type -> row(bytes, type)).orElseGet(() -> hex(bytes));
    }

    /** Empty if PostgreSQL has no such value, or writes it in another way. */
    private static Optional<RecordKey> row(byte[] bytes, KeyType type) {
        try {
            Key key = type.read(bytes);
            return type.parse(key.toString()).equals(key) ? Optional.of(new Row(key)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static RecordKey hex(byte[] bytes) {
        return new Other(HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 64)));
    }
}
