package dev.tributary.avro;

import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Decoders of one deserializer, which Kafka Streams gives to all of its stream threads and HTTP to all of its requests. */
final class PayloadDecoders<T> {

    private final PerThread<PayloadDecoder<T>> decoders;

    PayloadDecoders(Supplier<PayloadDecoder<T>> newDecoder) {
        this.decoders = new PerThread<>(newDecoder);
    }

    @Nullable T decode(String topic, byte @Nullable [] data) {
        return data == null ? null : decode(topic, data, 0, data.length);
    }

    /** Reads in place: Kafka's default would copy every payload out of the fetched batch. */
    @Nullable T decode(String topic, @Nullable ByteBuffer data) {
        if (data == null) {
            return null;
        }
        if (!data.hasArray()) {
            return decode(topic, Utils.toArray(data));
        }
        return decode(topic, data.array(), data.arrayOffset() + data.position(), data.remaining());
    }

    private @Nullable T decode(String topic, byte[] bytes, int offset, int length) {
        return decoders.<@Nullable T>use(decoder -> decoder.decode(topic, bytes, offset, length));
    }
}
