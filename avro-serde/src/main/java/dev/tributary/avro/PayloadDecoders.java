package dev.tributary.avro;

import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** A decoder for each thread: Kafka Streams gives one deserializer to all of its stream threads. */
final class PayloadDecoders<T> {

    @SuppressWarnings("ThreadLocalUsage") // belongs to one deserializer, as its decoders do
    private final ThreadLocal<PayloadDecoder<T>> decoders;

    PayloadDecoders(Supplier<PayloadDecoder<T>> newDecoder) {
        this.decoders = ThreadLocal.withInitial(newDecoder);
    }

    @Nullable T decode(String topic, byte @Nullable [] data) {
        return data == null ? null : decoders.get().decode(topic, data, 0, data.length);
    }

    /** Reads in place: Kafka's default would copy every payload out of the fetched batch. */
    @Nullable T decode(String topic, @Nullable ByteBuffer data) {
        if (data == null) {
            return null;
        }
        if (!data.hasArray()) {
            return decode(topic, Utils.toArray(data));
        }
        return decoders.get().decode(topic, data.array(), data.arrayOffset() + data.position(), data.remaining());
    }
}
