package dev.tributary.view;

import java.util.Arrays;

/**
 * How much of the topic of the results something reflects: for each partition the offset of the last record that is in it,
 * and whatever was before that record. Immutable.
 */
public final class Position {

    /** Nothing of a partition, or nothing that is known or asked for. */
    public static final long NOTHING = -1;

    private final long[] offsets;

    private Position(long[] offsets) {
        this.offsets = offsets;
    }

    /** Nothing of any partition. */
    public static Position none(int partitions) {
        long[] offsets = new long[partitions];
        Arrays.fill(offsets, NOTHING);
        return new Position(offsets);
    }

    /** With the offsets of all partitions, {@link #NOTHING} for none. */
    public static Position of(long... offsets) {
        return new Position(offsets.clone());
    }

    /** How many partitions the topic has. */
    public int partitions() {
        return offsets.length;
    }

    /** The last offset of a partition, or {@link #NOTHING}. */
    public long offset(int partition) {
        return offsets[partition];
    }

    /** The same, and this partition at least up to the offset. */
    public Position with(int partition, long offset) {
        if (offsets[partition] >= offset) {
            return this;
        }
        long[] further = offsets.clone();
        further[partition] = offset;
        return new Position(further);
    }

    /** What either of them reflects. */
    public Position and(Position other) {
        long[] further = offsets.clone();
        for (int partition = 0; partition < further.length; partition++) {
            further[partition] = Math.max(further[partition], other.offsets[partition]);
        }
        return new Position(further);
    }

    /** Whether all that the other reflects is in this one. */
    public boolean covers(Position other) {
        for (int partition = 0; partition < offsets.length; partition++) {
            if (offsets[partition] < other.offsets[partition]) {
                return false;
            }
        }
        return true;
    }

    /** A copy. */
    public long[] offsets() {
        return offsets.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Position position && Arrays.equals(offsets, position.offsets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(offsets);
    }

    @Override
    public String toString() {
        return Arrays.toString(offsets);
    }
}
