package dev.tributary.enrich;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The header of a tombstone in the topic of the results or of a joined table that says which change deleted the row: {@code lsn}
 * and commit time in microseconds, two big-endian longs. So the deletion is remembered by whoever reads the topic, for as long as it
 * keeps the tombstone.
 */
final class DeletionHeader {

    static final String KEY = "tributary.deleted-by";

    private DeletionHeader() {}

    static Headers of(Version deletion) {
        byte[] value = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(deletion.lsn())
                .putLong(deletion.committedAtMicros())
                .array();
        return new RecordHeaders().add(KEY, value);
    }

    static @Nullable Version read(Headers headers) {
        @Nullable Header header = headers.lastHeader(KEY);
        if (header == null || header.value() == null || header.value().length != 2 * Long.BYTES) {
            return null;
        }
        ByteBuffer value = ByteBuffer.wrap(header.value());
        return new Version(value.getLong(), value.getLong());
    }
}
