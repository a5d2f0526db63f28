package dev.tributary.avro;

import java.io.IOException;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * What one thread decodes payloads with: a reader for each writer schema id, and the errors that tell what is wrong with
 * a payload.
 */
final class PayloadDecoder<T> {

    /** For who does not say how many writer schemas may be kept. */
    static final int DEFAULT_CACHE_BOUND = 1_000;

    private final IntFunction<Schema> schemas;
    private final Function<Schema, BodyReader<T>> factory;
    private final IntKeyedCache<BodyReader<T>> readers;
    private @Nullable BodyReader<T> lastReader;
    private int lastId;

    /**
     * @param schemas the schema of an id, asked once for each id
     * @param factory throws {@link AvroRuntimeException} for a writer schema that it cannot read
     * @param cacheBound how many writer schemas are kept
     */
    PayloadDecoder(IntFunction<Schema> schemas, Function<Schema, BodyReader<T>> factory, int cacheBound) {
        this.schemas = schemas;
        this.factory = factory;
        this.readers = new IntKeyedCache<>(cacheBound);
    }

    @Nullable T decode(String topic, byte[] bytes, int offset, int length) {
        int id = WireFormat.schemaId(topic, bytes, offset, length);
        BodyReader<T> reader = lastReader;
        if (reader == null || id != lastId) {
            reader = readerOf(topic, id);
            lastReader = reader;
            lastId = id;
        }
        try {
            return reader.read(bytes, offset + WireFormat.HEADER_BYTES, offset + length);
        } catch (KafkaException e) {
            // Not Avro's: the reader itself refuses what it has decoded.
            throw e;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // A corrupt payload of a recursive schema can nest deeper than any stack.
            throw refusal(topic, id, length, e);
        }
    }

    private BodyReader<T> readerOf(String topic, int id) {
        BodyReader<T> cached = readers.get(id);
        if (cached != null) {
            return cached;
        }
        Schema writer = schemaOf(topic, id);
        try {
            BodyReader<T> created = factory.apply(writer);
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

    private static SerializationException refusal(String topic, int id, int length, Throwable cause) {
        if (cause instanceof BytesLeftException) {
            return new MalformedRecordException(
                    "Topic %s: the payload of %d bytes goes on after the value that schema id %d describes"
                            .formatted(topic, length, id),
                    null);
        }
        if (cause instanceof AvroTypeException e && isResolutionError(e)) {
            return incompatible(topic, id, "the record", e);
        }
        if (cause instanceof SecurityException e) {
            return incompatible(topic, id, "the record", new AvroTypeException(SpecificRecords.notTrusted(e), e));
        }
        return new MalformedRecordException(
                "Topic %s: the payload of %d bytes cannot be decoded with schema id %d, it is truncated or corrupt: %s"
                        .formatted(topic, length, id, cause),
                cause);
    }

    /** Avro has one exception for both; only the text of a failed resolution starts so ({@code Resolver}). */
    private static boolean isResolutionError(AvroTypeException e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith("Found ") || message.startsWith("No match for ");
    }

    private static SchemaIncompatibleException incompatible(
            String topic, int id, String what, AvroRuntimeException cause) {
        return new SchemaIncompatibleException(
                "Topic %s: schema id %d (%s) cannot be read as the reader expects: %s; if that is not meant so, change the reader's schema"
                        .formatted(topic, id, what, cause.getMessage()),
                cause);
    }
}
