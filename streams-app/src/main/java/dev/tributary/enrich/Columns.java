package dev.tributary.enrich;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a captured row, encoded as results carry them ({@link RowEncoding}). They are compared, held and written as these bytes
 * and are never taken apart on the way. Equal if the bytes are.
 */
final class Columns {

    private final byte[] encoded;
    private final long key;
    private final boolean hasForeignKey;
    private final long foreignKey;
    private final @Nullable BitSet missing;

    /**
     * @param foreignKey the key of the row that this one refers to; of no meaning if there is none
     * @param missing the columns that the log left out, by their places; null if all are here
     */
    Columns(byte[] encoded, long key, boolean hasForeignKey, long foreignKey, @Nullable BitSet missing) {
        this.encoded = encoded;
        this.key = key;
        this.hasForeignKey = hasForeignKey;
        this.foreignKey = foreignKey;
        this.missing = missing;
    }

    /** Not to be changed. */
    byte[] encoded() {
        return encoded;
    }

    /** The primary key. */
    long key() {
        return key;
    }

    /** Whether this row refers to another one. */
    boolean hasForeignKey() {
        return hasForeignKey;
    }

    /** The key of the row that this one refers to; 0 if there is none. */
    long foreignKey() {
        return foreignKey;
    }

    /** Whether every column is here; if not, {@link RowEncoding#complete} puts in what the log left out. */
    boolean isComplete() {
        return missing == null;
    }

    boolean lacks(int column) {
        return missing != null && missing.get(column);
    }

    /** The place of the first column that the log left out; there must be one. */
    int firstMissing() {
        if (missing == null) {
            throw new IllegalStateException("every column is here");
        }
        return missing.nextSetBit(0);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Columns columns && Arrays.equals(encoded, columns.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return "columns of row " + key;
    }
}
