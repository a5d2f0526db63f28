package dev.tributary.view;

import dev.tributary.definition.key.Key;
import dev.tributary.topics.ForeignKeys;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What is kept of a record: its offset; for each foreign key one byte that says what it is, and its value: eight bytes of an integer or of
 * null, or a length in four and a text; and the value of the record.
 */
final class StoredRow {

    private static final byte NULL = 0;
    private static final byte INTEGER = 1;
    private static final byte TEXT = 2;

    private StoredRow() {}

    static byte[] encode(long offset, ForeignKeys foreignKeys, byte[] value) {
        int length = Long.BYTES + value.length;
        for (int key = 0; key < foreignKeys.count(); key++) {
            length += 1
                    + (isText(foreignKeys, key)
                            ? Integer.BYTES + foreignKeys.get(key).utf8().length
                            : Long.BYTES);
        }
        ByteBuffer stored = ByteBuffer.allocate(length).putLong(offset);
        for (int key = 0; key < foreignKeys.count(); key++) {
            if (isText(foreignKeys, key)) {
                byte[] text = foreignKeys.get(key).utf8();
                stored.put(TEXT).putInt(text.length).put(text);
            } else if (foreignKeys.isPresent(key)) {
                stored.put(INTEGER).putLong(foreignKeys.get(key).number());
            } else {
                stored.put(NULL).putLong(0);
            }
        }
        return stored.put(value).array();
    }

    private static boolean isText(ForeignKeys foreignKeys, int key) {
        return foreignKeys.isPresent(key) && !foreignKeys.get(key).isInteger();
    }

    /** Whether it refers to that row. */
    static boolean refersTo(byte[] stored, RowQuery.Reference reference) {
        int at = endOf(stored, reference.foreignKey());
        Key key = reference.key();
        return switch (stored[at]) {
            case INTEGER -> key.isInteger() && ByteBuffer.wrap(stored).getLong(at + 1) == key.number();
            case TEXT ->
                !key.isInteger()
                        && Arrays.equals(
                                stored,
                                at + 1 + Integer.BYTES,
                                endOf(stored, reference.foreignKey() + 1),
                                key.utf8(),
                                0,
                                key.utf8().length);
            default -> false;
        };
    }

    /** @param foreignKeys how many it was encoded with */
    static ResultRow decode(Key id, byte[] stored, int foreignKeys) {
        return new ResultRow(
                id,
                ByteBuffer.wrap(stored).getLong(),
                Arrays.copyOfRange(stored, endOf(stored, foreignKeys), stored.length));
    }

    /** Where so many foreign keys end. */
    private static int endOf(byte[] stored, int foreignKeys) {
        int at = Long.BYTES;
        for (int key = 0; key < foreignKeys; key++) {
            at += 1
                    + (stored[at] == TEXT
                            ? Integer.BYTES + ByteBuffer.wrap(stored).getInt(at + 1)
                            : Long.BYTES);
        }
        return at;
    }
}
