package dev.tributary.tools.sweep;

import dev.tributary.avro.MalformedRecordException;
import dev.tributary.definition.key.Key;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Change events as the connector writes them, and records of them. */
final class Changes {

    static final String TOPIC = "cdc.public.users";

    private static final int SCHEMA_ID = 7;

    private static final Schema SCHEMA = new Schema.Parser().parse("""
            {"type":"record","name":"Envelope","fields":[
             {"name":"before","type":["null",{"type":"record","name":"Value","fields":[
               {"name":"id","type":"int"},{"name":"name","type":["null","string"]},{"name":"rank","type":"int"}]}]},
             {"name":"after","type":["null","Value"]},
             {"name":"source","type":{"type":"record","name":"Source","fields":[
               {"name":"ts_ms","type":"long"},{"name":"snapshot","type":["string","null"]},{"name":"db","type":"string"},
               {"name":"sequence","type":["null","string"]},{"name":"ts_us","type":["null","long"]},
               {"name":"ts_ns","type":["null","long"]},{"name":"txId","type":["null","long"]},
               {"name":"lsn","type":["null","long"]},{"name":"xmin","type":["null","long"]}]}},
             {"name":"op","type":"string"},{"name":"ts_ms","type":["null","long"]}]}""");

    private Changes() {}

    /** As it comes from a snapshot that goes on beside changes: at no place in the log. */
    static byte[] read(int id, String name, long readAtMicros) {
        return event("r", id, name, null, readAtMicros);
    }

    static byte[] update(int id, String name, long lsn, long committedAtMicros) {
        return event("u", id, name, lsn, committedAtMicros);
    }

    static byte[] deletion(int id, long lsn) {
        return event("d", id, null, lsn, 1);
    }

    private static byte[] event(String operation, int id, String name, Long lsn, long committedAtMicros) {
        GenericRecord row = new GenericData.Record(
                SCHEMA.getField("after").schema().getTypes().get(1));
        row.put("id", id);
        row.put("name", name);
        row.put("rank", 3);
        GenericRecord source = new GenericData.Record(SCHEMA.getField("source").schema());
        source.put("ts_ms", committedAtMicros / 1000);
        source.put("snapshot", operation.equals("r") ? "incremental" : "false");
        source.put("db", "shop");
        source.put("sequence", "[1,2]");
        source.put("ts_us", committedAtMicros);
        source.put("ts_ns", committedAtMicros * 1000);
        source.put("txId", 9L);
        source.put("lsn", lsn);
        GenericRecord envelope = new GenericData.Record(SCHEMA);
        envelope.put(operation.equals("d") ? "before" : "after", row);
        envelope.put("source", source);
        envelope.put("op", operation);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(5).putInt(1, SCHEMA_ID).array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            new GenericDatumWriter<GenericRecord>(SCHEMA).write(envelope, encoder);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    static GenericRecord decode(byte[] value) {
        try {
            if (ByteBuffer.wrap(value).getInt(1) != SCHEMA_ID) {
                throw new MalformedRecordException("garbage", null);
            }
            return new GenericDatumReader<GenericRecord>(SCHEMA)
                    .read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null));
        } catch (IOException | IndexOutOfBoundsException e) {
            throw new MalformedRecordException("garbage", e);
        }
    }

    static ConsumerRecord<byte[], byte[]> record(long offset, long id, byte[] value) {
        return record(offset, Key.of(id), value);
    }

    static ConsumerRecord<byte[], byte[]> record(long offset, Key key, byte[] value) {
        return new ConsumerRecord<>(TOPIC, 1, offset, key.bytes(), value);
    }
}
