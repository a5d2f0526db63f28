package dev.tributary.enrich;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * One joined row, or none, as {@link SharedTable#read} has copied it: the version and the bytes are of the same row. Made once and filled
 * again and again. For one thread at a time.
 */
final class JoinedRow {

    /** The second branch of a union with null, in Avro binary. */
    private static final byte THERE = 2;

    /** Of the two fields of provenance, which are null. */
    private static final int NO_PROVENANCE = 2;

    private final RowEncoding encoding;
    private final int[] ends;
    private byte[] body = new byte[128];
    private long fingerprint;
    private long committedAtMicros;
    private int columnsLength;
    private int provenanceLength;
    private boolean hasEnds;

    /** @param encoding of the row's columns */
    JoinedRow(RowEncoding encoding) {
        this.encoding = encoding;
        this.ends = new int[encoding.columns()];
        clear();
    }

    /** No row. */
    void clear() {
        fingerprint = Version.NONE;
        committedAtMicros = 0;
        columnsLength = 0;
        provenanceLength = NO_PROVENANCE;
        Arrays.fill(body, 0, NO_PROVENANCE, (byte) 0);
    }

    /** Takes over all but the bytes, and answers where these go, from index 0 on. */
    byte[] fill(long fingerprint, long committedAtMicros, int columnsLength, int provenanceLength) {
        this.fingerprint = fingerprint;
        this.committedAtMicros = committedAtMicros;
        this.columnsLength = columnsLength;
        this.provenanceLength = provenanceLength;
        this.hasEnds = false;
        int length = columnsLength + provenanceLength;
        if (body.length < length) {
            body = new byte[Math.max(length, 2 * body.length)];
        }
        return body;
    }

    /** Of the row's version; {@link Version#NONE} for no row. */
    long fingerprint() {
        return fingerprint;
    }

    /** 0 for no row. */
    long committedAtMicros() {
        return committedAtMicros;
    }

    /** How many bytes the two fields of its provenance have. */
    int provenanceLength() {
        return provenanceLength;
    }

    /** How many bytes the field of the contract has that these columns are in. */
    int length(SelectedColumns selected) {
        if (fingerprint == Version.NONE) {
            return 1;
        }
        return (selected.isRow() ? 1 : 0) + end(selected) - start(selected);
    }

    /** Writes that field, and answers where the next one goes. */
    int copy(SelectedColumns selected, byte[] to, int from) {
        int at = from;
        if (fingerprint == Version.NONE) {
            to[at] = selected.none();
            return at + 1;
        }
        if (selected.isRow()) {
            to[at++] = THERE;
        }
        int start = start(selected);
        int length = end(selected) - start;
        System.arraycopy(body, start, to, at, length);
        return at + length;
    }

    private int start(SelectedColumns selected) {
        return selected.from() == 0 ? 0 : ends()[selected.from() - 1];
    }

    private int end(SelectedColumns selected) {
        return selected.isAll() ? columnsLength : ends()[selected.to() - 1];
    }

    private int[] ends() {
        if (!hasEnds) {
            int unused = encoding.findEnds(body, ends);
            hasEnds = true;
        }
        return ends;
    }

    /** The row; there must be one. */
    SharedTable.Known decode() {
        BinaryDecoder provenance = DecoderFactory.get().binaryDecoder(body, columnsLength, provenanceLength, null);
        try {
            provenance.readIndex();
            long lsn = provenance.readLong();
            provenance.readIndex();
            return new SharedTable.Known(
                    encoding.of(Arrays.copyOf(body, columnsLength)), new Version(lsn, provenance.readLong()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void copyProvenance(byte[] to, int at) {
        System.arraycopy(body, columnsLength, to, at, provenanceLength);
    }
}
