package dev.tributary.avro;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads what one writer schema wrote, without the header of the wire format; belongs to one thread. */
@FunctionalInterface
interface BodyReader<T> {

    /**
     * Reads the value that takes up all of {@code bytes[start, end)}.
     *
     * @throws BytesLeftException if the value ends before {@code end}
     * @throws IOException as every {@link RuntimeException} but Kafka's own: the bytes are truncated or corrupt, or, as
     *     an {@link org.apache.avro.AvroTypeException} of Avro's resolution, not what the reader expects
     */
    @Nullable T read(byte[] bytes, int start, int end) throws IOException;
}
