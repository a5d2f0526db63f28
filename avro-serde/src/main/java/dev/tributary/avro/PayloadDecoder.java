package dev.tributary.avro;

import java.io.IOException;
import java.util.function.IntFunction;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * What one thread decodes with: a decoder that is used again, and a reader for each writer schema id.
 *
 * <p>Corrupt lengths cost no memory: Avro's decoder checks a length against the bytes that are left before it
 * allocates, and the element count of an array likewise. (Elements that take no bytes, such as nulls, are bounded by
 * {@code org.apache.avro.limits.collectionItems.maxAllocation}.)
 */
final class PayloadDecoder<T> {

    private final IntFunction<Schema> schemas;
    private final DatumReaderFactory<T> factory;
    private final IntKeyedCache<DatumReader<T>> readers;
    private @Nullable BinaryDecoder decoder;
    private @Nullable DatumReader<T> lastReader;
    private int lastId;

    PayloadDecoder(IntFunction<Schema> schemas, DatumReaderFactory<T> factory, int cacheBound) {
        this.schemas = schemas;
        this.factory = factory;
        this.readers = new IntKeyedCache<>(cacheBound);
    }

    @Nullable T decode(String topic, byte[] bytes, int offset, int length) {
        int id = WireFormat.schemaId(topic, bytes, offset, length);
        DatumReader<T> reader = lastReader;
        if (reader == null || id != lastId) {
            reader = readerOf(topic, id);
            lastReader = reader;
            lastId = id;
        }
        BinaryDecoder body = DecoderFactory.get()
                .binaryDecoder(bytes, offset + WireFormat.HEADER_BYTES, length - WireFormat.HEADER_BYTES, decoder);
        decoder = body;
        T value = read(topic, id, length, reader, body);
        requireEnd(topic, id, length, body);
        return value;
    }

    private DatumReader<T> readerOf(String topic, int id) {
        DatumReader<T> cached = readers.get(id);
        if (cached != null) {
            return cached;
        }
        Schema writer = schemaOf(topic, id);
        try {
            DatumReader<T> created = factory.create(writer);
            readers.put(id, created);
            return created;
        } catch (AvroRuntimeException e) {
            throw incompatible(topic, id, writer.getFullName(), e);
        }
    }

    private Schema schemaOf(String topic, int id) {
        try {
            return schemas.apply(id);
        } catch (UnknownSchemaException e) {
            throw e.onTopic(topic);
        } catch (SchemaIncompatibleException e) {
            throw e.onTopic(topic);
        } catch (SchemaRegistryException e) {
            throw e.onTopic(topic);
        } catch (SchemaRegistryUnavailableException e) {
            throw e.onTopic(topic);
        }
    }

    @SuppressWarnings("NullAway") // a reader takes null for "nothing to reuse"
    private static <T> T read(String topic, int id, int length, DatumReader<T> reader, BinaryDecoder body) {
        try {
            return reader.read(null, body);
        } catch (KafkaException e) {
            // Not Avro's: the reader itself refuses what it has decoded.
            throw e;
        } catch (AvroTypeException e) {
            if (isResolutionError(e)) {
                throw incompatible(topic, id, "the record", e);
            }
            throw malformed(topic, id, length, e);
        } catch (SecurityException e) {
            throw incompatible(topic, id, "the record", new AvroTypeException(SpecificRecords.notTrusted(e), e));
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // A corrupt payload of a recursive schema can nest deeper than any stack.
            throw malformed(topic, id, length, e);
        }
    }

    /** Avro has one exception for both; only the text of a failed resolution starts so ({@code Resolver}). */
    private static boolean isResolutionError(AvroTypeException e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith("Found ") || message.startsWith("No match for ");
    }

    private static void requireEnd(String topic, int id, int length, BinaryDecoder body) {
        try {
            if (!body.isEnd()) {
                throw new MalformedRecordException(
                        "Topic %s: the payload of %d bytes goes on after the value that schema id %d describes"
                                .formatted(topic, length, id),
                        null);
            }
        } catch (IOException e) {
            throw malformed(topic, id, length, e);
        }
    }

    private static MalformedRecordException malformed(String topic, int id, int length, Throwable cause) {
        return new MalformedRecordException(
                "Topic %s: the payload of %d bytes cannot be decoded with schema id %d, it is truncated or corrupt: %s"
                        .formatted(topic, length, id, cause),
                cause);
    }

    private static SchemaIncompatibleException incompatible(
            String topic, int id, String what, AvroRuntimeException cause) {
        return new SchemaIncompatibleException(
                "Topic %s: schema id %d (%s) cannot be read as the reader expects: %s; if that is not meant so, change the reader's schema"
                        .formatted(topic, id, what, cause.getMessage()),
                cause);
    }
}
