package dev.tributary.view;

import dev.tributary.topics.ForeignKeys;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What is kept of a record: its offset; for each foreign key one byte that says whether it is not null, and eight of its value; and the
 * value of the record.
 */
final class StoredRow {

    private static final int FOREIGN_KEY_BYTES = 1 + Long.BYTES;

    private StoredRow() {}

    static byte[] encode(long offset, ForeignKeys foreignKeys, byte[] value) {
        ByteBuffer stored =
                ByteBuffer.allocate(valueAt(foreignKeys.count()) + value.length).putLong(offset);
        for (int key = 0; key < foreignKeys.count(); key++) {
            boolean isPresent = foreignKeys.isPresent(key);
            stored.put((byte) (isPresent ? 1 : 0)).putLong(isPresent ? foreignKeys.get(key) : 0);
        }
        return stored.put(value).array();
    }

    /** Whether it refers to that row. */
    static boolean refersTo(byte[] stored, RowQuery.Reference reference) {
        int at = Long.BYTES + FOREIGN_KEY_BYTES * reference.foreignKey();
        return stored[at] != 0 && ByteBuffer.wrap(stored).getLong(at + 1) == reference.key();
    }

    /** @param foreignKeys how many it was encoded with */
    static OrderRow decode(long id, byte[] stored, int foreignKeys) {
        return new OrderRow(
                id, ByteBuffer.wrap(stored).getLong(), Arrays.copyOfRange(stored, valueAt(foreignKeys), stored.length));
    }

    private static int valueAt(int foreignKeys) {
        return Long.BYTES + FOREIGN_KEY_BYTES * foreignKeys;
    }
}
