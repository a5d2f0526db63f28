package dev.tributary.enrich;

import dev.tributary.definition.key.Key;
import dev.tributary.topics.ForeignKeys;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a captured row, encoded as results carry them ({@link RowEncoding}). They are compared, held and written as these bytes
 * and are never taken apart on the way. Equal if the bytes are.
 */
final class Columns {

    private final byte[] encoded;
    private final Key key;
    private final ForeignKeys foreignKeys;
    private final @Nullable BitSet missing;

    /**
     * @param foreignKeys the keys of the rows that this one refers to
     * @param missing the columns that the log left out, by their places; null if all are here
     */
    Columns(byte[] encoded, Key key, ForeignKeys foreignKeys, @Nullable BitSet missing) {
        this.encoded = encoded;
        this.key = key;
        this.foreignKeys = foreignKeys;
        this.missing = missing;
    }

    /** Not to be changed. */
    byte[] encoded() {
        return encoded;
    }

    /** The primary key. */
    Key key() {
        return key;
    }

    /** The keys of the rows that this one refers to. */
    ForeignKeys foreignKeys() {
        return foreignKeys;
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
