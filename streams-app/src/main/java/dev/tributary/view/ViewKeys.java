package dev.tributary.view;

import java.nio.ByteBuffer;

/**
 * The keys of a partition's database, which holds three things side by side: how far the topic is applied, the rows by
 * key, and for each foreign key an index. A number is written so that bytes sort as numbers do, negative ones first.
 *
 * <pre>
 * 0                      → offset of the record applied last
 * 0 0                    → offset that Streams has committed last
 * 0 1                    → the format of all this
 * 1 key                  → a {@link StoredRow}
 * 2 foreign key, key     → nothing: the index of the first foreign key; that of the next begins with 3, and so on
 * </pre>
 */
final class ViewKeys {

    static final int INDEX_ENTRY_BYTES = 1 + 2 * Long.BYTES;

    private static final byte ROW = 1;
    private static final byte INDEX = 2;

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
        return new byte[] {INDEX};
    }

    static byte[] entry(int foreignKey, long value, long id) {
        return ByteBuffer.allocate(INDEX_ENTRY_BYTES)
                .put((byte) (INDEX + foreignKey))
                .putLong(sortable(value))
                .putLong(sortable(id))
                .array();
    }

    /** Greater than every entry of that value. */
    static byte[] endOf(int foreignKey, long value) {
        return value == Long.MAX_VALUE
                ? new byte[] {(byte) (INDEX + foreignKey + 1)}
                : ByteBuffer.allocate(1 + Long.BYTES)
                        .put((byte) (INDEX + foreignKey))
                        .putLong(sortable(value + 1))
                        .array();
    }

    /** The key that the key of a row or of an entry ends with. */
    static long order(byte[] key) {
        return sortable(ByteBuffer.wrap(key).getLong(key.length - Long.BYTES));
    }

    private static long sortable(long number) {
        return number ^ Long.MIN_VALUE;
    }
}
