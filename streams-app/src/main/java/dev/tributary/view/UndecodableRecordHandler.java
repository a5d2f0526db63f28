package dev.tributary.view;

import dev.tributary.topics.KeySerde;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops at a record that cannot be decoded, and says which one it is. Nothing behind it is read, so nothing is lost. */
public final class UndecodableRecordHandler implements DeserializationExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(UndecodableRecordHandler.class);

    @Override
    public Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
        if (!(exception instanceof RetriableException)) {
            log.error(
                    "cannot decode {} partition {} offset {} key {}: {}. The application stops here and will stop here again:"
                            + " make the record readable (restore its schema, or correct the producer) or move the group's offset past it",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    KeySerde.shown(record.key()),
                    exception.getMessage());
        }
        return Response.fail();
    }

    @Override
    public void configure(Map<String, ?> configs) {
        // Nothing to configure.
    }
}
