package dev.tributary.enrich;

import dev.tributary.definition.key.Key;
import dev.tributary.offheap.CellHeap;
import dev.tributary.offheap.CellIndex;
import dev.tributary.topics.ForeignKeys;
import org.apache.avro.io.BinaryData;

/**
 * How a row of the base table lies in its cell:
 *
 * <pre>
 * for each foreign key
 *   int   next row with the same key  ┐ a ring; not used
 *   int   the one before              ┘ where it is null
 * for each joined row
 *   long  fingerprint of its version that the row was last written with, or 0
 * int     length of the columns (upper 24 bits) and of the provenance (lower 8)
 * columns, as {@link RowEncoding} encodes them
 * provenance: lsn and commit time of the row, as the contract has them
 * </pre>
 */
final class BaseRowCells {

    private final CellHeap heap;
    private final RowEncoding encoding;
    private final int foreignKeys;
    private final int joinedRows;
    private final int joinedAt;
    private final int lengthsAt;
    private final int columnsAt;
    private final CellIndex.Keys keys;
    private final byte[] provenance = new byte[20];

    /**
     * @param encoding of the columns
     * @param joinedRows how many rows are joined to each
     */
    BaseRowCells(CellHeap heap, RowEncoding encoding, int joinedRows) {
        this.heap = heap;
        this.encoding = encoding;
        this.foreignKeys = encoding.foreignKeys();
        this.joinedRows = joinedRows;
        this.joinedAt = 2 * Integer.BYTES * foreignKeys;
        this.lengthsAt = joinedAt + Long.BYTES * joinedRows;
        this.columnsAt = lengthsAt + Integer.BYTES;
        this.keys = encoding.keys(heap, columnsAt);
    }

    /** Makes a cell that is in no ring. */
    int allocate(Columns baseRow, Version version) {
        byte[] columns = baseRow.encoded();
        int provenanceLength = encode(version);
        int cell = heap.allocate(columnsAt + columns.length + provenanceLength);
        for (int foreignKey = 0; foreignKey < foreignKeys; foreignKey++) {
            link(foreignKey, cell, cell);
        }
        for (int row = 0; row < joinedRows; row++) {
            setJoined(cell, row, Version.NONE);
        }
        fill(cell, columns, provenanceLength);
        return cell;
    }

    /** Overwrites a row in its place; answers false, and does nothing, if it has not the same length. */
    boolean overwrite(int cell, Columns baseRow, Version version) {
        int provenanceLength = encode(version);
        if (columnsLength(cell) != baseRow.encoded().length || provenanceLength(cell) != provenanceLength) {
            return false;
        }
        fill(cell, baseRow.encoded(), provenanceLength);
        return true;
    }

    void free(int cell) {
        heap.free(cell);
    }

    int next(int foreignKey, int cell) {
        return heap.getInt(cell, nextAt(foreignKey));
    }

    int before(int foreignKey, int cell) {
        return heap.getInt(cell, nextAt(foreignKey) + Integer.BYTES);
    }

    void link(int foreignKey, int cell, int following) {
        heap.putInt(cell, nextAt(foreignKey), following);
        heap.putInt(following, nextAt(foreignKey) + Integer.BYTES, cell);
    }

    private static int nextAt(int foreignKey) {
        return 2 * Integer.BYTES * foreignKey;
    }

    long joined(int cell, int row) {
        return heap.getLong(cell, joinedAt + Long.BYTES * row);
    }

    void setJoined(int cell, int row, long fingerprint) {
        heap.putLong(cell, joinedAt + Long.BYTES * row, fingerprint);
    }

    int columnsLength(int cell) {
        return heap.getInt(cell, lengthsAt) >>> 8;
    }

    int provenanceLength(int cell) {
        return heap.getInt(cell, lengthsAt) & 0xff;
    }

    void readColumns(int cell, byte[] to, int at) {
        heap.read(cell, columnsAt, to, at, columnsLength(cell));
    }

    void readProvenance(int cell, byte[] to, int at) {
        heap.read(cell, columnsAt + columnsLength(cell), to, at, provenanceLength(cell));
    }

    boolean hasColumns(int cell, byte[] columns) {
        return columnsLength(cell) == columns.length && heap.equals(cell, columnsAt, columns, 0, columns.length);
    }

    /** The primary keys. */
    CellIndex.Keys keys() {
        return keys;
    }

    boolean hasForeignKey(int cell, int foreignKey) {
        return encoding.hasForeignKey(heap, cell, columnsAt, foreignKey);
    }

    /** There must be one. */
    Key foreignKey(int cell, int foreignKey) {
        return encoding.foreignKey(heap, cell, columnsAt, foreignKey);
    }

    /** Whether a foreign key of the row in the cell is that of the columns, or null in both. */
    boolean hasForeignKeyOf(int cell, int foreignKey, Columns columns) {
        boolean refers = hasForeignKey(cell, foreignKey);
        ForeignKeys others = columns.foreignKeys();
        return refers == others.isPresent(foreignKey)
                && (!refers || encoding.isForeignKey(heap, cell, columnsAt, foreignKey, others.get(foreignKey)));
    }

    Version version(int cell) {
        int at = columnsAt + columnsLength(cell);
        return new Version(heap.getVarLong(cell, at), heap.getVarLong(cell, at + heap.varLongBytes(cell, at)));
    }

    private int encode(Version version) {
        int length = BinaryData.encodeLong(version.lsn(), provenance, 0);
        return length + BinaryData.encodeLong(version.committedAtMicros(), provenance, length);
    }

    private void fill(int cell, byte[] columns, int provenanceLength) {
        heap.putInt(cell, lengthsAt, columns.length << 8 | provenanceLength);
        heap.write(cell, columnsAt, columns, 0, columns.length);
        heap.write(cell, columnsAt + columns.length, provenance, 0, provenanceLength);
    }
}
