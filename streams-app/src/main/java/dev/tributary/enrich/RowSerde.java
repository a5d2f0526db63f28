package dev.tributary.enrich;

import dev.tributary.avro.FlatRecord;
import dev.tributary.avro.FlatSchema;
import dev.tributary.avro.ProjectingDeserializer;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.avro.Varint;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryData;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Rows in internal topics: Avro in Confluent's wire format, {@code lsn}, {@code committed_at} and the columns as the contract has them. Rows
 * that were written by another contract are read through their own schema: a column that they lack is null. Safe for use by several
 * threads.
 */
final class RowSerde implements Serde<Row> {

    /** Of rows that are written without a schema id, by the encoding of the time: the version before this one wrote them so. */
    private static final byte WITHOUT_SCHEMA = 1;

    private static final int HEADER_BYTES = 1 + Integer.BYTES;

    private final RowEncoding encoding;
    private final byte[] header;
    private final Deserializer<Row> others;

    /**
     * @param registry where the schemas of rows are found that were written by another contract
     * @param schemaId of {@link #schema}
     */
    RowSerde(RowEncoding encoding, SchemaRegistry registry, int schemaId) {
        this.encoding = encoding;
        this.header = new byte[] {
            0, (byte) (schemaId >>> 24), (byte) (schemaId >>> 16), (byte) (schemaId >>> 8), (byte) schemaId
        };
        Schema reader = schema(encoding.fieldsOfRow());
        FlatSchema places = FlatSchema.of(reader);
        int lsn = places.leaf("lsn");
        int committedAt = places.leaf("committed_at");
        int[] columns = encoding.leavesOfRow(places, "columns.");
        this.others = new ProjectingDeserializer<>(
                registry, reader, writer -> {}, record -> read(record, lsn, committedAt, columns));
    }

    /** What rows of an encoding are written with. */
    static Schema schema(RowEncoding encoding) {
        return schema(encoding.fields());
    }

    private static Schema schema(List<Schema.Field> columns) {
        String namespace = RowSerde.class.getPackageName();
        return Schema.createRecord(
                "Row",
                null,
                namespace,
                false,
                List.of(
                        new Schema.Field("lsn", Schema.create(Schema.Type.LONG)),
                        new Schema.Field("committed_at", Schema.create(Schema.Type.LONG)),
                        new Schema.Field("columns", Schema.createRecord("Columns", null, namespace, false, columns))));
    }

    /** Of the columns. */
    RowEncoding encoding() {
        return encoding;
    }

    /** Whether only the encoding that wrote a row can read it. */
    static boolean hasNoSchema(byte @Nullable [] row) {
        return row != null && row.length > 0 && row[0] == WITHOUT_SCHEMA;
    }

    @Override
    public Serializer<Row> serializer() {
        return (topic, row) -> row == null ? null : serialize(row);
    }

    @Override
    public Deserializer<Row> deserializer() {
        return (topic, bytes) -> bytes == null ? null : deserialize(topic, bytes);
    }

    private byte[] serialize(Row row) {
        byte[] columns = row.columns().encoded();
        byte[] bytes = new byte[HEADER_BYTES + 2 * Varint.LONG_BYTES + columns.length];
        System.arraycopy(header, 0, bytes, 0, HEADER_BYTES);
        int at = HEADER_BYTES;
        at += BinaryData.encodeLong(row.version().lsn(), bytes, at);
        at += BinaryData.encodeLong(row.version().committedAtMicros(), bytes, at);
        System.arraycopy(columns, 0, bytes, at, columns.length);
        return Arrays.copyOf(bytes, at + columns.length);
    }

    private @Nullable Row deserialize(String topic, byte[] bytes) {
        if (hasNoSchema(bytes)) {
            return decode(topic, bytes, 1);
        }
        return Arrays.mismatch(header, bytes) == HEADER_BYTES
                ? decode(topic, bytes, HEADER_BYTES)
                : others.deserialize(topic, bytes);
    }

    private Row decode(String topic, byte[] bytes, int from) {
        try {
            int endOfLsn = Varint.end(bytes, from, bytes.length, Varint.LONG_BYTES);
            int end = Varint.end(bytes, endOfLsn, bytes.length, Varint.LONG_BYTES);
            Version version = new Version(Varint.longAt(bytes, from, endOfLsn), Varint.longAt(bytes, endOfLsn, end));
            return new Row(encoding.of(Arrays.copyOfRange(bytes, end, bytes.length)), version);
        } catch (IOException | IllegalArgumentException e) {
            throw new SerializationException("a row in " + topic + " cannot be read", e);
        }
    }

    private Row read(FlatRecord record, int lsn, int committedAt, int[] columns) {
        return new Row(encoding.read(record, columns), new Version(record.getLong(lsn), record.getLong(committedAt)));
    }
}
