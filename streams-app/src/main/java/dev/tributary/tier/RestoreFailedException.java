package dev.tributary.tier;

import dev.tributary.failure.Causes;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A record could not be restored, so the store is incomplete and the tier cannot run. */
public final class RestoreFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RestoreFailedException(String store, ConsumerRecord<byte[], byte[]> record, String advice, Throwable cause) {
        super(
                "store " + store + " cannot be restored from topic " + record.topic() + " partition "
                        + record.partition()
                        + " offset " + record.offset() + key(record) + ": " + Causes.describe(cause)
                        + ". If the record is not as this version of the application writes it: " + advice,
                cause);
    }

    static OptionalLong id(ConsumerRecord<byte[], byte[]> record) {
        byte @Nullable [] key = record.key();
        return key == null || key.length != Long.BYTES
                ? OptionalLong.empty()
                : OptionalLong.of(ByteBuffer.wrap(key).getLong());
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        OptionalLong id = id(record);
        return id.isPresent() ? " key " + id.getAsLong() : "";
    }
}
