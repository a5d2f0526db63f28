package dev.tributary.enrich;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * One user, or none, as {@link SharedUsers#read} has copied it: the version and the bytes are of the same row. Made once and filled
 * again and again. For one thread at a time.
 */
final class UserSnapshot {

    /** Indexes of the branches "null": of the user, and of its two fields of provenance. */
    private static final int NO_COLUMNS = 1;

    private static final int NO_PROVENANCE = 2;

    private byte[] body = new byte[128];
    private long fingerprint;
    private long committedAtMicros;
    private int columnsLength;
    private int provenanceLength;

    UserSnapshot() {
        clear();
    }

    /** No user. */
    void clear() {
        fingerprint = Version.NONE;
        committedAtMicros = 0;
        columnsLength = NO_COLUMNS;
        provenanceLength = NO_PROVENANCE;
        Arrays.fill(body, 0, NO_COLUMNS + NO_PROVENANCE, (byte) 0);
    }

    /** Takes over all but the bytes, and answers where these go, from index 0 on. */
    byte[] fill(long fingerprint, long committedAtMicros, int columnsLength, int provenanceLength) {
        this.fingerprint = fingerprint;
        this.committedAtMicros = committedAtMicros;
        this.columnsLength = columnsLength;
        this.provenanceLength = provenanceLength;
        int length = columnsLength + provenanceLength;
        if (body.length < length) {
            body = new byte[Math.max(length, 2 * body.length)];
        }
        return body;
    }

    /** Of the user's version; {@link Version#NONE} for no user. */
    long fingerprint() {
        return fingerprint;
    }

    /** 0 for no user. */
    long committedAtMicros() {
        return committedAtMicros;
    }

    /** How many bytes the the user's field of the contract has. */
    int columnsLength() {
        return columnsLength;
    }

    /** How many bytes {@code user_lsn} and {@code user_committed_at} have. */
    int provenanceLength() {
        return provenanceLength;
    }

    /**
     * The user as a row; there must be one.
     *
     * @param encoding of its columns
     */
    SharedUsers.Known decode(RowEncoding encoding) {
        BinaryDecoder provenance = DecoderFactory.get().binaryDecoder(body, columnsLength, provenanceLength, null);
        try {
            provenance.readIndex();
            long lsn = provenance.readLong();
            provenance.readIndex();
            return new SharedUsers.Known(
                    encoding.of(Arrays.copyOfRange(body, 1, columnsLength)), new Version(lsn, provenance.readLong()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void copyColumns(byte[] to, int at) {
        System.arraycopy(body, 0, to, at, columnsLength);
    }

    void copyProvenance(byte[] to, int at) {
        System.arraycopy(body, columnsLength, to, at, provenanceLength);
    }
}
