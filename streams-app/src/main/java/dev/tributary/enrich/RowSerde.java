package dev.tributary.enrich;

import dev.tributary.avro.Varint;
import java.io.IOException;
import java.util.Arrays;
import org.apache.avro.io.BinaryData;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Rows in internal topics: one format byte, then {@code lsn}, {@code committed_at} and the columns in Avro
 * binary, as the contract has them. Needs no registry. Safe for use by several threads.
 */
final class RowSerde implements Serde<Row> {

    private static final byte FORMAT = 1;

    private final RowEncoding encoding;

    RowSerde(RowEncoding encoding) {
        this.encoding = encoding;
    }

    @Override
    public Serializer<Row> serializer() {
        return (topic, row) -> row == null ? null : serialize(row);
    }

    @Override
    public Deserializer<Row> deserializer() {
        return (topic, bytes) -> bytes == null ? null : deserialize(topic, bytes);
    }

    private static byte[] serialize(Row row) {
        byte[] columns = row.columns().encoded();
        byte[] bytes = new byte[1 + 2 * Varint.LONG_BYTES + columns.length];
        bytes[0] = FORMAT;
        int at = 1 + BinaryData.encodeLong(row.version().lsn(), bytes, 1);
        at += BinaryData.encodeLong(row.version().committedAtMicros(), bytes, at);
        System.arraycopy(columns, 0, bytes, at, columns.length);
        return Arrays.copyOf(bytes, at + columns.length);
    }

    private Row deserialize(String topic, byte[] bytes) {
        if (bytes.length == 0 || bytes[0] != FORMAT) {
            throw new SerializationException("a row in " + topic + " is not in format " + FORMAT
                    + ": its state was written by another version; reset the application to rebuild it");
        }
        try {
            int endOfLsn = Varint.end(bytes, 1, bytes.length, Varint.LONG_BYTES);
            int end = Varint.end(bytes, endOfLsn, bytes.length, Varint.LONG_BYTES);
            Version version = new Version(Varint.longAt(bytes, 1, endOfLsn), Varint.longAt(bytes, endOfLsn, end));
            return new Row(encoding.of(Arrays.copyOfRange(bytes, end, bytes.length)), version);
        } catch (IOException | IllegalArgumentException e) {
            throw new SerializationException("a row in " + topic + " cannot be read", e);
        }
    }
}
