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

    private RowsFormat() {}

    static byte[] encode(List<OrderRow> rows) {
        int length =
                rows.stream().mapToInt(row -> HEADER_BYTES + row.value().length).sum();
        ByteBuffer bytes = ByteBuffer.allocate(length);
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
