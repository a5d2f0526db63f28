package dev.tributary.topics;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The header of a record in {@code enriched-orders} that says which user the order leaves by it: one big-endian long, on a
 * tombstone and on a record whose foreign key is another than before. Who follows one user's orders learns by it that
 * an order is no longer among them, without a table of all orders.
 */
public final class PreviousUser {

    static final String KEY = "tributary.previous-user";

    private PreviousUser() {}

    public static void add(Headers headers, long userId) {
        headers.add(KEY, ByteBuffer.allocate(Long.BYTES).putLong(userId).array());
    }

    /** Empty if there is none, or none that can be read. */
    public static OptionalLong read(Headers headers) {
        @Nullable Header header = headers.lastHeader(KEY);
        if (header == null || header.value() == null || header.value().length != Long.BYTES) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(ByteBuffer.wrap(header.value()).getLong());
    }
}
