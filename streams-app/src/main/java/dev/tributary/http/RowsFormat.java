package dev.tributary.http;

import dev.tributary.view.OrderRow;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows on their way from one instance to another, as they are stored: id and offset in 8 bytes each, the length of the value
 * in 4, the value. Whoever asked makes JSON of them.
 */
final class RowsFormat {

    static final String MEDIA_TYPE = "application/vnd.tributary.rows";

    private static final int HEADER_BYTES = 2 * Long.BYTES + Integer.BYTES;

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
    static byte[] encode(List<OrderRow> rows) {
        long length = rows.stream()
                .mapToLong(row -> HEADER_BYTES + (long) row.value().length)
                .sum();
        if (length > MOST_BYTES) {
            throw new TooLongException(rows.size(), length);
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length);
        rows.forEach(row -> bytes.putLong(row.id())
                .putLong(row.offset())
                .putInt(row.value().length)
                .put(row.value()));
        return bytes.array();
    }

    /** @throws BufferUnderflowException if something is missing */
    static List<OrderRow> decode(byte[] encoded) {
        ByteBuffer bytes = ByteBuffer.wrap(encoded);
        List<OrderRow> rows = new ArrayList<>();
        while (bytes.hasRemaining()) {
            long id = bytes.getLong();
            long offset = bytes.getLong();
            int length = bytes.getInt();
            if (length < 0 || length > bytes.remaining()) {
                throw new BufferUnderflowException();
            }
            byte[] value = new byte[length];
            bytes.get(value);
            rows.add(new OrderRow(id, offset, value));
        }
        return rows;
    }
}
