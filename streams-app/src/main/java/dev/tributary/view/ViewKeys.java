package dev.tributary.view;

import java.nio.ByteBuffer;

/**
 * The keys of a partition's database, which holds three things side by side: how far the topic is applied, the rows by
 * order, and the orders of each user. A number is written so that bytes sort as numbers do, negative ones first.
 *
 * <pre>
 * 0                      → offset of the record applied last
 * 0 0                    → offset that Streams has committed last
 * 0 1                    → the format of all this
 * 1 order                → offset, whether there is a user, user, value of the record
 * 2 user order           → nothing
 * </pre>
 */
final class ViewKeys {

    static final int USER_ENTRY_BYTES = 1 + 2 * Long.BYTES;

    private static final byte ROW = 1;
    private static final byte OF_USER = 2;

    private ViewKeys() {}

    static byte[] position() {
        return new byte[] {0};
    }

    static byte[] committed() {
        return new byte[] {0, 0};
    }

    static byte[] format() {
        return new byte[] {0, 1};
    }

    static byte[] row(long id) {
        return ByteBuffer.allocate(1 + Long.BYTES)
                .put(ROW)
                .putLong(sortable(id))
                .array();
    }

    /** Greater than the key of every row. */
    static byte[] endOfRows() {
        return new byte[] {OF_USER};
    }

    static byte[] ofUser(long user, long id) {
        return ByteBuffer.allocate(USER_ENTRY_BYTES)
                .put(OF_USER)
                .putLong(sortable(user))
                .putLong(sortable(id))
                .array();
    }

    /** Greater than the key of every entry of the user. */
    static byte[] endOfUser(long user) {
        return user == Long.MAX_VALUE
                ? new byte[] {OF_USER + 1}
                : ByteBuffer.allocate(1 + Long.BYTES)
                        .put(OF_USER)
                        .putLong(sortable(user + 1))
                        .array();
    }

    /** The order that the key of a row or of a user's entry ends with. */
    static long order(byte[] key) {
        return sortable(ByteBuffer.wrap(key).getLong(key.length - Long.BYTES));
    }

    private static long sortable(long number) {
        return number ^ Long.MIN_VALUE;
    }
}
