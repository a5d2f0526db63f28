package dev.tributary.enrich;

import dev.tributary.definition.key.Key;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The fan-outs of a task: the joined rows whose change has not reached all results yet, and the position of each: a place in the ring of
 * the base rows that refer to it, and how many of these are still to be looked at. A row that is referred to by several foreign keys has a
 * fan-out for each of them. A base row that is to be written again for another reason, and refers to no row, is a fan-out by itself.
 *
 * <p>Nothing of this is kept on disk. Each base row remembers the versions of the joined rows that it was last written with, so where
 * a fan-out stood when the process died can be seen from the base rows themselves.
 *
 * <p>A joined row that changes again while a fan-out is under way makes it go once more around from where it stands: what it had
 * not reached is written once, with the newest version.
 */
final class FanOuts {

    /** Writes the result of a base row again, unless it has been written with the present versions of its joined rows already. */
    @FunctionalInterface
    interface Refresh {
        void refresh(int baseRow);
    }

    /** In the place of a foreign key: the value is the primary key of a base row. */
    private static final int NO_FOREIGN_KEY = -1;

    /** What a ring is of. */
    private record Ring(int foreignKey, Key value) {}

    private static final class FanOut {
        final Ring ring;
        final long startedNanos = System.nanoTime();
        int next;
        int left;

        FanOut(Ring ring, int next, int left) {
            this.ring = ring;
            this.next = next;
            this.left = left;
        }
    }

    /** By foreign key. */
    private final List<ForeignKeyRings> rings;
    /** The oldest one first. */
    private final SequencedMap<Ring, FanOut> byRing = new LinkedHashMap<>();

    /** Those that have had no turn yet, the next one first. A set, since any of them may end before its turn. */
    private final LinkedHashSet<FanOut> begun = new LinkedHashSet<>();

    /** The others, whose turn is when all have had their first. */
    private final LinkedHashSet<FanOut> underWay = new LinkedHashSet<>();

    private final ToIntFunction<Key> baseRows;
    private long resultsLeft;

    /**
     * @param rings by foreign key
     * @param baseRows the cell of a base row by its primary key, or 0
     */
    FanOuts(List<ForeignKeyRings> rings, ToIntFunction<Key> baseRows) {
        this.rings = List.copyOf(rings);
        this.baseRows = baseRows;
    }

    boolean isEmpty() {
        return begun.isEmpty() && underWay.isEmpty();
    }

    /** How many fan-outs there are. */
    int size() {
        return byRing.size();
    }

    /** How many results are still to be looked at. */
    long resultsLeft() {
        return resultsLeft;
    }

    /** {@link System#nanoTime} of the start of the oldest one. Not to be asked where there is none. */
    long oldestStartedNanos() {
        return byRing.firstEntry().getValue().startedNanos;
    }

    /** Begins for a joined row, before all that have had a turn; or begins again from where it stands. */
    void start(int foreignKey, Key value) {
        int count = rings.get(foreignKey).count(value);
        Ring ring = new Ring(foreignKey, value);
        @Nullable FanOut known = byRing.get(ring);
        if (known != null) {
            resultsLeft += count - known.left;
            known.left = count;
        } else if (count > 0) {
            FanOut fanOut = new FanOut(ring, rings.get(foreignKey).first(value), count);
            resultsLeft += count;
            byRing.put(ring, fanOut);
            begun.add(fanOut);
        }
    }

    /** Begins for one base row that refers to no row. */
    void startBaseRow(Key id) {
        Ring alone = new Ring(NO_FOREIGN_KEY, id);
        if (!byRing.containsKey(alone)) {
            FanOut fanOut = new FanOut(alone, 0, 1);
            resultsLeft++;
            byRing.put(alone, fanOut);
            begun.add(fanOut);
        }
    }

    /**
     * Looks at so many base rows at most of the fan-out whose turn it is; the next call is the next one's turn.
     *
     * @return how many it has looked at
     */
    int advance(int limit, Refresh refresh) {
        if (isEmpty()) {
            return 0;
        }
        FanOut fanOut = (begun.isEmpty() ? underWay : begun).removeFirst();
        if (fanOut.ring.foreignKey() == NO_FOREIGN_KEY) {
            int baseRow = baseRows.applyAsInt(fanOut.ring.value());
            if (baseRow != 0) {
                refresh.refresh(baseRow);
            }
            resultsLeft--;
            byRing.remove(fanOut.ring);
            return 1;
        }
        ForeignKeyRings ofKey = rings.get(fanOut.ring.foreignKey());
        int looked = 0;
        for (; looked < limit && fanOut.left > 0; looked++) {
            int baseRow = fanOut.next;
            fanOut.next = ofKey.next(baseRow);
            fanOut.left--;
            resultsLeft--;
            refresh.refresh(baseRow);
        }
        if (fanOut.left > 0) {
            underWay.add(fanOut);
        } else {
            byRing.remove(fanOut.ring);
        }
        return looked;
    }

    /** To be called for every base row that was added to a ring. */
    void added(int foreignKey, Key value) {
        if (!byRing.isEmpty()) {
            @Nullable FanOut known = byRing.get(new Ring(foreignKey, value));
            if (known != null) {
                known.left++;
                resultsLeft++;
            }
        }
    }

    /** To be called for every base row that is about to be removed from a ring. */
    void removing(int foreignKey, Key value, int baseRow) {
        if (byRing.isEmpty()) {
            return;
        }
        @Nullable FanOut known = byRing.get(new Ring(foreignKey, value));
        if (known == null) {
            return;
        }
        ForeignKeyRings ofKey = rings.get(foreignKey);
        if (ofKey.count(value) == 1) {
            byRing.remove(known.ring);
            if (!begun.remove(known)) {
                underWay.remove(known);
            }
            resultsLeft -= known.left;
        } else if (known.next == baseRow) {
            known.next = ofKey.next(baseRow);
        }
    }
}
