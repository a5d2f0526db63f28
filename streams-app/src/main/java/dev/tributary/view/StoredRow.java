package dev.tributary.view;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalLong;

/** What is kept of a record: where it was, whose order it is, and its value. */
final class StoredRow {

    private static final int USER = Long.BYTES + 1;
    private static final int VALUE = USER + Long.BYTES;

    private StoredRow() {}

    static byte[] encode(long offset, OptionalLong user, byte[] value) {
        return ByteBuffer.allocate(VALUE + value.length)
                .putLong(offset)
                .put((byte) (user.isPresent() ? 1 : 0))
                .putLong(user.orElse(0))
                .put(value)
                .array();
    }

    static OptionalLong user(byte[] stored) {
        return stored[Long.BYTES] == 0
                ? OptionalLong.empty()
                : OptionalLong.of(ByteBuffer.wrap(stored).getLong(USER));
    }

    static OrderRow decode(long id, byte[] stored) {
        return new OrderRow(id, ByteBuffer.wrap(stored).getLong(), Arrays.copyOfRange(stored, VALUE, stored.length));
    }
}
