package dev.tributary.avro;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a few leaves out of Avro in Confluent's wire format, straight from the bytes of the payload; what nobody asked
 * for is stepped over, and nothing is allocated but what the mapper allocates. A null payload is a null value.
 *
 * <p>Schemas resolve as {@link DatumReaderFactory#projecting(Schema)} says. What is done with the bytes is worked out
 * once for each writer schema in each thread; a writer schema for which that cannot be (a recursive one, say) is read
 * through Avro's own resolver, at its price and with the same result. All bytes of a payload are looked at, also those
 * after the last leaf: a truncated or overlong one is refused.
 *
 * <p>Safe for use by several threads, and fails, as {@link AvroDeserializer} does.
 */
public final class ProjectingDeserializer<T> implements Deserializer<T> {

    private final PayloadDecoders<T> decoders;

    /**
     * Ready without {@link #configure}; does not close the registry.
     *
     * @param reader a schema that {@link FlatSchema#of} accepts
     * @param writerCheck called with each new writer schema, once for each thread; may refuse it with an
     *     {@link org.apache.avro.AvroRuntimeException}
     * @param mapper makes the value of a record, which it must not keep; runs on the reading thread, several at once. A
     *     {@link org.apache.kafka.common.KafkaException} that it throws reaches the caller as it is
     * @throws IllegalArgumentException if the reader schema holds anything but records, ints, longs and strings
     */
    public ProjectingDeserializer(
            SchemaRegistry registry,
            Schema reader,
            Consumer<Schema> writerCheck,
            Function<FlatRecord, ? extends @Nullable T> mapper) {
        FlatSchema schema = FlatSchema.of(reader);
        this.decoders = new PayloadDecoders<>(() -> new PayloadDecoder<>(
                registry::schemaById,
                new FlatBodies<>(schema, writerCheck, mapper),
                PayloadDecoder.DEFAULT_CACHE_BOUND));
    }

    @Override
    public @Nullable T deserialize(String topic, byte @Nullable [] data) {
        return decoders.decode(topic, data);
    }

    @Override
    public @Nullable T deserialize(String topic, Headers headers, @Nullable ByteBuffer data) {
        return decoders.decode(topic, data);
    }
}
