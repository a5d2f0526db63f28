package dev.tributary.tools.sweep;

import dev.tributary.avro.SchemaRegistryUnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * A change event as Debezium's connector for PostgreSQL writes it, and the deletion of its row in the same form.
 *
 * @param schemaId of the schema that it was written with
 */
record ChangeEvent(int schemaId, GenericRecord envelope) {

    /** A byte 0, and the schema's id. */
    private static final int HEADER_BYTES = 5;

    static ChangeEvent decode(Function<byte[], @Nullable GenericRecord> decoder, byte[] value)
            throws UnreadableChangeException {
        GenericRecord envelope;
        try {
            envelope = decoder.apply(value);
        } catch (SchemaRegistryUnavailableException e) {
            throw e;
        } catch (KafkaException | ClassCastException e) {
            throw new UnreadableChangeException(String.valueOf(e.getMessage()), e);
        }
        if (envelope == null || !envelope.hasField("op") || !envelope.hasField("after")) {
            throw new UnreadableChangeException("no change event");
        }
        return new ChangeEvent(ByteBuffer.wrap(value).getInt(1), envelope);
    }

    String operation() {
        return String.valueOf(envelope.get("op"));
    }

    /** The database that it was captured from; empty if it does not say. */
    String database() {
        return envelope.get("source") instanceof GenericRecord source && source.hasField("db")
                ? String.valueOf(source.get("db"))
                : "";
    }

    /** When the change was committed, or the row read: microseconds since 1970. */
    long committedAtMicros() throws UnreadableChangeException {
        if (envelope.get("source") instanceof GenericRecord source
                && source.hasField("ts_us")
                && source.get("ts_us") instanceof Long micros) {
            return micros;
        }
        throw new UnreadableChangeException("a change event names no source.ts_us");
    }

    /**
     * The deletion of this event's row, in the wire format.
     *
     * @param lsn where in the database's log it is said to be
     * @param nowMicros when it is written
     */
    byte[] deletion(long lsn, long committedAtMicros, long nowMicros) {
        GenericRecord deletion = new GenericData.Record((GenericData.Record) envelope, false);
        deletion.put("before", envelope.get("after"));
        deletion.put("after", null);
        deletion.put("op", "d");
        set(deletion, "transaction", null);
        setTimes(deletion, nowMicros);
        GenericRecord source = new GenericData.Record((GenericData.Record) envelope.get("source"), false);
        set(source, "lsn", lsn);
        set(source, "snapshot", "false");
        set(source, "sequence", null);
        set(source, "txId", null);
        set(source, "xmin", null);
        setTimes(source, committedAtMicros);
        deletion.put("source", source);
        return encode(deletion);
    }

    private byte[] encode(GenericRecord record) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(HEADER_BYTES).putInt(1, schemaId).array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void setTimes(GenericRecord record, long micros) {
        set(record, "ts_ms", Math.floorDiv(micros, 1_000L));
        set(record, "ts_us", micros);
        set(record, "ts_ns", Math.multiplyExact(micros, 1_000L));
    }

    /** If there is such a field, and it can be that. */
    private static void set(GenericRecord record, String name, @Nullable Object value) {
        Schema.@Nullable Field field = record.getSchema().getField(name);
        if (field != null && GenericData.get().validate(field.schema(), value)) {
            record.put(field.pos(), value);
        }
    }
}
