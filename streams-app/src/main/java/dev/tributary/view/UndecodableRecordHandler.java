package dev.tributary.view;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops at a record that cannot be decoded, and says which one it is. Nothing behind it is read, so nothing is lost. */
public final class UndecodableRecordHandler implements DeserializationExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(UndecodableRecordHandler.class);

    /** A key of ours has eight bytes; of a longer one so many are shown. */
    private static final int SHOWN_KEY_BYTES = 32;

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
                    readable(record.key()),
                    exception.getMessage());
        }
        return Response.fail();
    }

    private static String readable(byte @Nullable [] key) {
        if (key == null) {
            return "null";
        }
        if (key.length == Long.BYTES) {
            return Long.toString(ByteBuffer.wrap(key).getLong());
        }
        int shown = Math.min(key.length, SHOWN_KEY_BYTES);
        return "0x" + HexFormat.of().formatHex(key, 0, shown) + (shown < key.length ? "…" : "");
    }

    @Override
    public void configure(Map<String, ?> configs) {
        // Nothing to configure.
    }
}
