package dev.tributary.enrich;

import java.io.IOException;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/**
 * How the columns of a table are written into stores and internal topics, in Avro binary.
 *
 * <p>Frozen: the foreign-key join compares hashes of these bytes, so the same row must give the same bytes in every
 * release. A column more needs a new format byte in {@link RowSerde}, not a change here.
 */
interface RowFormat<C> {

    void write(C columns, Encoder out) throws IOException;

    C read(Decoder in) throws IOException;

    static void writeLong(@Nullable Long value, Encoder out) throws IOException {
        out.writeIndex(value == null ? 0 : 1);
        if (value != null) {
            out.writeLong(value);
        }
    }

    static @Nullable Long readLong(Decoder in) throws IOException {
        return in.readIndex() == 0 ? null : in.readLong();
    }

    static void writeInt(@Nullable Integer value, Encoder out) throws IOException {
        out.writeIndex(value == null ? 0 : 1);
        if (value != null) {
            out.writeInt(value);
        }
    }

    static @Nullable Integer readInt(Decoder in) throws IOException {
        return in.readIndex() == 0 ? null : in.readInt();
    }

    static void writeString(@Nullable String value, Encoder out) throws IOException {
        out.writeIndex(value == null ? 0 : 1);
        if (value != null) {
            out.writeString(value);
        }
    }

    static @Nullable String readString(Decoder in) throws IOException {
        return in.readIndex() == 0 ? null : in.readString();
    }
}
