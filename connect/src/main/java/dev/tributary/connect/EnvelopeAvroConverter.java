package dev.tributary.connect;

import io.apicurio.registry.rest.client.exception.RestClientException;
import io.apicurio.registry.utils.converter.AvroConverter;
import java.io.IOException;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Apicurio's Avro converter, with two of its faults mended that would lose data or stop the capture.
 *
 * <ul>
 *   <li>It replaces a null by the column's default; here a null stays one ({@link NullKeepingStruct}).
 *   <li>Its exceptions do not say whether another try makes sense, so that the worker gives up the task at the first one.
 *       Here a registry that cannot be reached is a {@link RetriableException}: the worker tries again, for as long as
 *       {@code errors.retry.timeout} allows.
 * </ul>
 */
public final class EnvelopeAvroConverter extends AvroConverter<Object> {

    private static final Logger LOG = LoggerFactory.getLogger(EnvelopeAvroConverter.class);
    private static final int SERVER_ERROR = 500;
    private static final int MAX_DEPTH = 20;

    @Override
    protected @Nullable Object applySchema(Schema schema, @Nullable Object value) {
        return super.applySchema(schema, NullKeepingStruct.of(value));
    }

    @Override
    public byte @Nullable [] fromConnectData(String topic, @Nullable Schema schema, @Nullable Object value) {
        return patiently(() -> super.fromConnectData(topic, schema, value));
    }

    @Override
    public byte @Nullable [] fromConnectData(
            String topic, Headers headers, @Nullable Schema schema, @Nullable Object value) {
        return patiently(() -> super.fromConnectData(topic, headers, schema, value));
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte @Nullable [] value) {
        return patiently(() -> super.toConnectData(topic, value));
    }

    @Override
    public SchemaAndValue toConnectData(String topic, Headers headers, byte @Nullable [] value) {
        return patiently(() -> super.toConnectData(topic, headers, value));
    }

    static <T extends @Nullable Object> T patiently(Supplier<T> conversion) {
        try {
            return conversion.get();
        } catch (RuntimeException e) {
            if (isWorthAnotherTry(e)) {
                // The worker itself says nothing about its retries.
                LOG.warn("The schema registry cannot be reached: {}", e.toString());
                throw new RetriableException("The schema registry cannot be reached", e);
            }
            throw e;
        }
    }

    /** Whether the registry was not there, or failed itself; what it has refused, it will refuse again. */
    private static boolean isWorthAnotherTry(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++, cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
            if (cause instanceof RestClientException answer && answer.getError() != null) {
                // Without a status there was no answer: the client drops the exception and keeps its name.
                Integer status = answer.getError().getErrorCode();
                return status == null || status >= SERVER_ERROR;
            }
        }
        return false;
    }
}
