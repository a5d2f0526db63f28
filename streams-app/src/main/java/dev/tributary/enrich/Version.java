package dev.tributary.enrich;

import org.jspecify.annotations.Nullable;

/**
 * Which change of a row this is: where it stands in PostgreSQL's log, and when it was committed.
 *
 * @param lsn byte position in the write-ahead log ({@code source.lsn}); grows from change to change of one row, but is
 *     not unique, and starts anew after a failover or a restore
 * @param committedAtMicros commit time ({@code source.ts_us}), microseconds since the epoch, by the database's clock
 */
record Version(long lsn, long committedAtMicros) {

    /** The fingerprint of no version at all. */
    static final long NONE = 0;

    /** A fingerprint that no version has either: what was written with it is to be written anew. */
    static final long TO_REWRITE = -1;

    private static final long NOWHERE = -1;

    /** Of a row that was read from the table at that time, and at no place in the log. */
    static Version unplaced(long readAtMicros) {
        return new Version(NOWHERE, readAtMicros);
    }

    boolean isPlaced() {
        return lsn != NOWHERE;
    }

    /**
     * The version of a row that a snapshot read, once it is held: behind it no change may be taken for an older one. While a slot
     * is made, transactions write below the position of the snapshot and commit above it, some of them before the clock is
     * read that the snapshot is dated with. So it is held at no position of the log, before all changes.
     *
     * <p>A row that was read while changes go on, at no place in the log, is held where the known one is, for the same reason, and a
     * moment later, so that the two can be told apart.
     */
    Version asRead(@Nullable Version known) {
        return isPlaced() || known == null
                ? new Version(0, committedAtMicros)
                : new Version(known.lsn, known.committedAtMicros + 1);
    }

    /**
     * 64 bits that tell two versions of a row apart, never {@link #NONE} or {@link #TO_REWRITE}. Equal for different ones only by a chance of
     * 2^-64.
     */
    long fingerprint() {
        long mixed = (lsn * 0x9e3779b97f4a7c15L) ^ Long.rotateLeft(committedAtMicros * 0xc2b2ae3d27d4eb4fL, 31);
        return mixed == NONE || mixed == TO_REWRITE ? 1 : mixed;
    }

    /**
     * Whether this is a change from before {@code held}, seen again. Both must be older: after a failover the log's
     * positions fall back while the clock goes on, and such a change is new.
     */
    boolean isReplayedBefore(Version held) {
        return lsn < held.lsn && committedAtMicros <= held.committedAtMicros;
    }
}
