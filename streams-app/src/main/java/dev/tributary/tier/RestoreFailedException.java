package dev.tributary.tier;

import dev.tributary.failure.Causes;
import dev.tributary.topics.KeySerde;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record could not be restored, so the store is incomplete and the tier cannot run. */
public final class RestoreFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RestoreFailedException(String store, ConsumerRecord<byte[], byte[]> record, String advice, Throwable cause) {
        super(
                "store " + store + " cannot be restored from topic " + record.topic() + " partition "
                        + record.partition()
                        + " offset " + record.offset() + " key " + KeySerde.shown(record.key()) + ": "
                        + Causes.describe(cause)
                        + ". If the record is not as this version of the application writes it: " + advice,
                cause);
    }
}
