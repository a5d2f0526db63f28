package dev.tributary.tools.topic;

import dev.tributary.avro.AvroDeserializer;
import dev.tributary.avro.DatumReaderFactory;
import dev.tributary.avro.SchemaRegistryUnavailableException;
import dev.tributary.tools.Terminal;
import dev.tributary.tools.ToolException;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/** Decodes values by the schema that they were written with. */
public final class RecordDecoder implements AutoCloseable {

    private final Deserializer<GenericRecord> values;

    public RecordDecoder(Deserializer<GenericRecord> values) {
        this.values = values;
    }

    public static RecordDecoder open(Map<String, Object> registry) {
        AvroDeserializer<GenericRecord> values = new AvroDeserializer<>(DatumReaderFactory.generic());
        values.configure(registry, false);
        return new RecordDecoder(values);
    }

    /** Decodes a record whose type of key is not known, or fails naming its topic, partition, offset and key. */
    public DecodedRecord decode(ConsumerRecord<byte[], byte[]> raw) {
        return decode(raw, RecordKey.guess(raw.key()));
    }

    /** Decodes a record, or fails naming its topic, partition, offset and key. */
    public DecodedRecord decode(ConsumerRecord<byte[], byte[]> raw, RecordKey key) {
        try {
            Optional<GenericRecord> value = raw.value() == null
                    ? Optional.empty()
                    : Optional.of(values.deserialize(raw.topic(), raw.headers(), raw.value()));
            return new DecodedRecord(raw.partition(), raw.offset(), key, value);
        } catch (SchemaRegistryUnavailableException e) {
            throw e;
        } catch (SerializationException | ClassCastException e) {
            throw ToolException.failed(
                    "the record at " + raw.topic() + "-" + raw.partition() + " offset " + raw.offset() + ", key "
                            + Terminal.printable(key.toString()) + ", cannot be decoded: " + e.getMessage(),
                    e);
        }
    }

    /** Decodes the bytes of a value, without knowledge of where they were. */
    public GenericRecord decode(String topic, byte[] value) {
        return values.deserialize(topic, value);
    }

    @Override
    public void close() {
        values.close();
    }
}
