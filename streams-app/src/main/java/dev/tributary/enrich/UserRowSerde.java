package dev.tributary.enrich;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Users in stores and internal topics: one format byte, then {@code lsn}, {@code committed_at} and the columns in Avro
 * binary, as {@code src/main/avro/UserRow.avsc} says. Needs no registry.
 *
 * <p>Safe for use by several threads: Streams hands one serde to the stores and processors of all of its threads. What a
 * thread writes into and reads through is its own.
 */
final class UserRowSerde implements Serde<Row<User>> {

    private static final byte FORMAT = 1;

    private final Serializer<Row<User>> serializer = new RowSerializer();
    private final Deserializer<Row<User>> deserializer = new RowDeserializer();

    @Override
    public Serializer<Row<User>> serializer() {
        return serializer;
    }

    @Override
    public Deserializer<Row<User>> deserializer() {
        return deserializer;
    }

    /** A thread's place to write to. */
    private static final class Output {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    }

    private static final class RowSerializer implements Serializer<Row<User>> {
        private final ThreadLocal<Output> outputs = ThreadLocal.withInitial(Output::new);

        @Override
        public byte @Nullable [] serialize(String topic, @Nullable Row<User> row) {
            if (row == null) {
                return null;
            }
            Output out = outputs.get();
            out.bytes.reset();
            out.bytes.write(FORMAT);
            try {
                out.encoder.writeLong(row.version().lsn());
                out.encoder.writeLong(row.version().committedAtMicros());
                row.columns().writeTo(out.encoder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return out.bytes.toByteArray();
        }
    }

    private static final class RowDeserializer implements Deserializer<Row<User>> {
        private final ThreadLocal<BinaryDecoder> decoders =
                ThreadLocal.withInitial(() -> DecoderFactory.get().binaryDecoder(new byte[0], null));

        @Override
        public @Nullable Row<User> deserialize(String topic, byte @Nullable [] bytes) {
            if (bytes == null) {
                return null;
            }
            if (bytes.length == 0 || bytes[0] != FORMAT) {
                throw new SerializationException("a row in " + topic + " is not in format " + FORMAT
                        + ": its state was written by another version; reset the application to rebuild it");
            }
            BinaryDecoder in = DecoderFactory.get().binaryDecoder(bytes, 1, bytes.length - 1, decoders.get());
            try {
                Version version = new Version(in.readLong(), in.readLong());
                return new Row<>(User.readFrom(in), version);
            } catch (IOException e) {
                throw new SerializationException("a row in " + topic + " cannot be read", e);
            }
        }
    }
}
