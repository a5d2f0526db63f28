package dev.tributary.tools.topic;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A record's key: an 8-byte big-endian long on every topic of Tributary, and anything on others. */
public sealed interface RecordKey {

    record Id(long value) implements RecordKey {
        @Override
        public String toString() {
            return Long.toString(value);
        }
    }

    /** Bytes that are not a long. */
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

    static RecordKey of(byte @Nullable [] bytes) {
        if (bytes == null) {
            return new None();
        }
        return bytes.length == Long.BYTES
                ? new Id(ByteBuffer.wrap(bytes).getLong())
                : new Other(HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 64)));
    }
}
