package dev.tributary.avro;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads Avro in Confluent's wire format. A null payload is a null value.
 *
 * <p>Safe for use by several threads once configured: Kafka Streams gives one instance to all of its stream threads.
 * Decoders and readers belong to one thread each; the registry's cache is shared.
 *
 * <p>Bad data is one of {@link UnknownMagicByteException}, {@link UnknownSchemaException},
 * {@link MalformedRecordException} and {@link SchemaIncompatibleException}; a registry that refuses is a
 * {@link SchemaRegistryException}, one that is away a {@link SchemaRegistryUnavailableException}.
 *
 * <p>Top-level schemas other than records are read as Avro encodes them. Confluent's clients write a top-level
 * {@code bytes} without Avro's length before it; that is not read here.
 */
public final class AvroDeserializer<T> implements Deserializer<T> {

    private @Nullable DatumReaderFactory<T> readers;
    private @Nullable SchemaRegistry registry;
    private final boolean ownsRegistry;

    private final PayloadDecoders<T> decoders = new PayloadDecoders<>(this::newDecoder);
    private int cacheBound = PayloadDecoder.DEFAULT_CACHE_BOUND;

    /**
     * To be named in a configuration. Yields {@link GenericRecord}, or generated classes if
     * {@code specific.avro.reader} is true.
     */
    public AvroDeserializer() {
        this.ownsRegistry = true;
    }

    /** To be given a registry by {@link #configure}. */
    public AvroDeserializer(DatumReaderFactory<T> readers) {
        this.readers = readers;
        this.ownsRegistry = true;
    }

    /** Ready without {@link #configure}; does not close the registry. */
    public AvroDeserializer(SchemaRegistry registry, DatumReaderFactory<T> readers) {
        this.readers = readers;
        this.registry = registry;
        this.ownsRegistry = false;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        AvroSerdeConfig config = new AvroSerdeConfig(configs);
        cacheBound = config.getInt(AvroSerdeConfig.MAX_SCHEMAS);
        if (readers == null) {
            readers = configuredReaders(config, isKey);
        }
        if (ownsRegistry) {
            close();
            registry = SharedRegistries.open(RegistrySettings.from(config));
        }
    }

    @Override
    public @Nullable T deserialize(String topic, byte @Nullable [] data) {
        return decoders.decode(topic, data);
    }

    @Override
    public @Nullable T deserialize(String topic, Headers headers, @Nullable ByteBuffer data) {
        return decoders.decode(topic, data);
    }

    @Override
    public void close() {
        if (ownsRegistry && registry != null) {
            registry.close();
            registry = null;
        }
    }

    private PayloadDecoder<T> newDecoder() {
        if (readers == null) {
            throw new IllegalStateException("AvroDeserializer: configure() was not called");
        }
        return new PayloadDecoder<>(this::schemaById, new AvroBodies<>(readers), cacheBound);
    }

    private Schema schemaById(int id) {
        if (registry == null) {
            throw new IllegalStateException("AvroDeserializer: configure() was not called, or it is closed");
        }
        return registry.schemaById(id);
    }

    @SuppressWarnings("unchecked") // what T is, is the configuration's promise
    private static <T> DatumReaderFactory<T> configuredReaders(AvroSerdeConfig config, boolean isKey) {
        if (!config.getBoolean(AvroSerdeConfig.SPECIFIC_AVRO_READER)) {
            return (DatumReaderFactory<T>) DatumReaderFactory.generic();
        }
        return new SpecificRecords<>(Optional.ofNullable(config.getClass(
                isKey ? AvroSerdeConfig.SPECIFIC_AVRO_KEY_TYPE : AvroSerdeConfig.SPECIFIC_AVRO_VALUE_TYPE)));
    }
}
