package dev.tributary.view;

import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The keys of a partition's database, which holds three things side by side: how far the topic is applied, the rows by
 * key, and for each foreign key an index. A number is written so that bytes sort as numbers do, negative ones first; a text is its
 * UTF-8, with a NUL behind a foreign key, which no text has: so the rows of a value are together, and not among those of a longer one.
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

    private static final byte ROW = 1;
    private static final byte INDEX = 2;
    private static final byte END_OF_TEXT = 0;
    private static final byte BEHIND_TEXT = 1;

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

    /** What the key of every row begins with. */
    static byte[] rows() {
        return new byte[] {ROW};
    }

    static byte[] row(Key id) {
        ByteBuffer row = ByteBuffer.allocate(1 + length(id)).put(ROW);
        put(row, id);
        return row.array();
    }

    /** Greater than the key of every row. */
    static byte[] endOfRows() {
        return new byte[] {INDEX};
    }

    /** What every entry of that value begins with. */
    static byte[] entries(int foreignKey, Key value) {
        ByteBuffer entries = ByteBuffer.allocate(prefixLength(value));
        putPrefix(entries, foreignKey, value, END_OF_TEXT);
        return entries.array();
    }

    static byte[] entry(int foreignKey, Key value, Key id) {
        ByteBuffer entry = ByteBuffer.allocate(prefixLength(value) + length(id));
        putPrefix(entry, foreignKey, value, END_OF_TEXT);
        put(entry, id);
        return entry.array();
    }

    /** Greater than every entry of that value. */
    static byte[] endOf(int foreignKey, Key value) {
        if (!value.isInteger()) {
            ByteBuffer end = ByteBuffer.allocate(prefixLength(value));
            putPrefix(end, foreignKey, value, BEHIND_TEXT);
            return end.array();
        }
        return value.number() == Long.MAX_VALUE
                ? new byte[] {(byte) (INDEX + foreignKey + 1)}
                : entries(foreignKey, Key.of(value.number() + 1));
    }

    /**
     * The key of a row that the key of a row or of an entry ends with.
     *
     * @param prefix of {@link #rows} or {@link #entries}
     */
    static Key id(byte[] key, byte[] prefix, KeyType type) {
        return type == KeyType.INTEGER
                ? Key.of(ByteBuffer.wrap(key).getLong(prefix.length) ^ Long.MIN_VALUE)
                : Key.ofUtf8(Arrays.copyOfRange(key, prefix.length, key.length));
    }

    private static int length(Key key) {
        return key.isInteger() ? Long.BYTES : key.utf8().length;
    }

    private static void put(ByteBuffer to, Key key) {
        if (key.isInteger()) {
            to.putLong(key.number() ^ Long.MIN_VALUE);
        } else {
            to.put(key.utf8());
        }
    }

    private static int prefixLength(Key value) {
        return 1 + length(value) + (value.isInteger() ? 0 : 1);
    }

    private static void putPrefix(ByteBuffer to, int foreignKey, Key value, byte endOfText) {
        put(to.put((byte) (INDEX + foreignKey)), value);
        if (!value.isInteger()) {
            to.put(endOfText);
        }
    }
}
