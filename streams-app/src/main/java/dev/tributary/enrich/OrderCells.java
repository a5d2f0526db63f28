package dev.tributary.enrich;

import dev.tributary.offheap.CellHeap;
import org.apache.avro.io.BinaryData;

/**
 * How an order lies in its cell:
 *
 * <pre>
 *  0  int   next order of the same user  ┐ a ring; not used
 *  4  int   the one before               ┘ where it has none
 *  8  long  fingerprint of the user's version that the order was last written with, or 0
 * 16  int   length of the columns (upper 24 bits) and of the provenance (lower 8)
 * 20  columns, as {@link RowEncoding} encodes them
 *     provenance: lsn and commit time of the order, as the contract has them
 * </pre>
 */
final class OrderCells {

    private static final int NEXT = 0;
    private static final int BEFORE = 4;
    private static final int JOINED = 8;
    private static final int LENGTHS = 16;
    private static final int COLUMNS = 20;

    private final CellHeap heap;
    private final RowEncoding encoding;
    private final byte[] provenance = new byte[20];

    /** @param encoding of the columns */
    OrderCells(CellHeap heap, RowEncoding encoding) {
        this.heap = heap;
        this.encoding = encoding;
    }

    /** Makes a cell that is in no ring. */
    int allocate(Columns order, Version version) {
        byte[] columns = order.encoded();
        int provenanceLength = encode(version);
        int cell = heap.allocate(COLUMNS + columns.length + provenanceLength);
        heap.putInt(cell, NEXT, cell);
        heap.putInt(cell, BEFORE, cell);
        heap.putLong(cell, JOINED, Version.NONE);
        fill(cell, columns, provenanceLength);
        return cell;
    }

    /** Overwrites a row in its place; answers false, and does nothing, if it has not the same length. */
    boolean overwrite(int cell, Columns order, Version version) {
        int provenanceLength = encode(version);
        if (columnsLength(cell) != order.encoded().length || provenanceLength(cell) != provenanceLength) {
            return false;
        }
        fill(cell, order.encoded(), provenanceLength);
        return true;
    }

    void free(int cell) {
        heap.free(cell);
    }

    int next(int cell) {
        return heap.getInt(cell, NEXT);
    }

    int before(int cell) {
        return heap.getInt(cell, BEFORE);
    }

    void link(int cell, int following) {
        heap.putInt(cell, NEXT, following);
        heap.putInt(following, BEFORE, cell);
    }

    long joined(int cell) {
        return heap.getLong(cell, JOINED);
    }

    void setJoined(int cell, long fingerprint) {
        heap.putLong(cell, JOINED, fingerprint);
    }

    int columnsLength(int cell) {
        return heap.getInt(cell, LENGTHS) >>> 8;
    }

    int provenanceLength(int cell) {
        return heap.getInt(cell, LENGTHS) & 0xff;
    }

    void readColumns(int cell, byte[] to, int at) {
        heap.read(cell, COLUMNS, to, at, columnsLength(cell));
    }

    void readProvenance(int cell, byte[] to, int at) {
        heap.read(cell, COLUMNS + columnsLength(cell), to, at, provenanceLength(cell));
    }

    boolean hasColumns(int cell, byte[] columns) {
        return columnsLength(cell) == columns.length && heap.equals(cell, COLUMNS, columns, 0, columns.length);
    }

    long id(int cell) {
        return encoding.key(heap, cell, COLUMNS);
    }

    boolean hasUser(int cell) {
        return encoding.hasForeignKey(heap, cell, COLUMNS);
    }

    long userId(int cell) {
        return encoding.foreignKey(heap, cell, COLUMNS);
    }

    Version version(int cell) {
        int at = COLUMNS + columnsLength(cell);
        return new Version(heap.getVarLong(cell, at), heap.getVarLong(cell, at + heap.varLongBytes(cell, at)));
    }

    private int encode(Version version) {
        int length = BinaryData.encodeLong(version.lsn(), provenance, 0);
        return length + BinaryData.encodeLong(version.committedAtMicros(), provenance, length);
    }

    private void fill(int cell, byte[] columns, int provenanceLength) {
        heap.putInt(cell, LENGTHS, columns.length << 8 | provenanceLength);
        heap.write(cell, COLUMNS, columns, 0, columns.length);
        heap.write(cell, COLUMNS + columns.length, provenance, 0, provenanceLength);
    }
}
