package dev.tributary.http;

import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import dev.tributary.view.ResultRow;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows on their way from one instance to another, as they are stored: the id, in 8 bytes or as a length in 4 and a text; the offset in 8, the
 * length of the value in 4, the value. Whoever asked makes JSON of them.
 */
final class RowsFormat {

    static final String MEDIA_TYPE = "application/vnd.tributary.rows";

    private static final int HEADER_BYTES = Long.BYTES + Integer.BYTES;

    /** The longest array that every JVM has. */
    private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    private RowsFormat() {}

    /** Thrown if the rows do not fit an array: fewer may. */
    static final class TooLongException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private TooLongException(int rows, long bytes) {
            super(rows + " rows are " + bytes + " bytes, and " + MOST_BYTES + " fit an answer");
        }
    }

    /** @throws TooLongException if that is too long for an array */
    static byte[] encode(List<ResultRow> rows) {
        long length = rows.stream()
                .mapToLong(row -> idBytes(row.id()) + HEADER_BYTES + (long) row.value().length)
                .sum();
        if (length > MOST_BYTES) {
            throw new TooLongException(rows.size(), length);
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length);
        rows.forEach(row -> {
            byte[] id = row.id().bytes();
            if (!row.id().isInteger()) {
                bytes.putInt(id.length);
            }
            bytes.put(id).putLong(row.offset()).putInt(row.value().length).put(row.value());
        });
        return bytes.array();
    }

    private static int idBytes(Key id) {
        return id.isInteger() ? Long.BYTES : Integer.BYTES + id.utf8().length;
    }

    /**
     * @param keys type of the ids
     * @throws BufferUnderflowException if something is missing
     */
    static List<ResultRow> decode(byte[] encoded, KeyType keys) {
        ByteBuffer bytes = ByteBuffer.wrap(encoded);
        List<ResultRow> rows = new ArrayList<>();
        while (bytes.hasRemaining()) {
            Key id = keys == KeyType.INTEGER ? Key.of(bytes.getLong()) : Key.ofUtf8(bytes(bytes));
            rows.add(new ResultRow(id, bytes.getLong(), bytes(bytes)));
        }
        return rows;
    }

    /** So many as the length before them says. */
    private static byte[] bytes(ByteBuffer from) {
        int length = from.getInt();
        if (length < 0 || length > from.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }
}
