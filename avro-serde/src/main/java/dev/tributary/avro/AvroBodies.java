package dev.tributary.avro;

import java.io.IOException;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * What one thread reads with through Avro's own decoder, which is used again for every record.
 *
 * <p>Corrupt lengths cost no memory: Avro's decoder checks a length against the bytes that are left before it
 * allocates, and the element count of an array likewise. (Elements that take no bytes, such as nulls, are bounded by
 * {@code org.apache.avro.limits.collectionItems.maxAllocation}.)
 */
final class AvroBodies<T> implements Function<Schema, BodyReader<T>> {

    private final DatumReaderFactory<T> factory;
    private @Nullable BinaryDecoder decoder;

    AvroBodies(DatumReaderFactory<T> factory) {
        this.factory = factory;
    }

    @Override
    public BodyReader<T> apply(Schema writer) {
        DatumReader<T> reader = factory.create(writer);
        return (bytes, start, end) -> read(reader, bytes, start, end);
    }

    @SuppressWarnings("NullAway") // a reader takes null for "nothing to reuse"
    private T read(DatumReader<T> reader, byte[] bytes, int start, int end) throws IOException {
        BinaryDecoder body = DecoderFactory.get().binaryDecoder(bytes, start, end - start, decoder);
        decoder = body;
        T value = reader.read(null, body);
        if (!body.isEnd()) {
            throw new BytesLeftException();
        }
        return value;
    }
}
