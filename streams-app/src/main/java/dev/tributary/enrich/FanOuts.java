package dev.tributary.enrich;

import dev.tributary.definition.key.Key;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The rows whose change has not reached all rows that refer to them yet, and how far each one has come: a place in the ring of
 * these, and how many are still to be looked at. A row that is referred to by several foreign keys is one for each of them. An order that is
 * to be written anew for another reason, and refers to no row, is one by itself.
 *
 * <p>Nothing of this is kept on disk. Each order remembers the version of the user that it was last written with, so where
 * a fan-out stood when the process died can be seen from the orders themselves.
 *
 * <p>A user who changes again while a fan-out is under way makes it go once more around from where it stands: what it had
 * not reached is written once, with the newest version.
 */
final class FanOuts {

    /** Writes an order anew, unless it has been written with its user's present version already. */
    @FunctionalInterface
    interface Refresh {
        void refresh(int order);
    }

    /** In the place of a foreign key: the value is the key of an order. */
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
    private final SequencedMap<Ring, FanOut> byUser = new LinkedHashMap<>();

    /** Those that have had no turn yet, the next one first. A set, since any of them may end before its turn. */
    private final LinkedHashSet<FanOut> begun = new LinkedHashSet<>();

    /** The others, whose turn is when all have had their first. */
    private final LinkedHashSet<FanOut> underWay = new LinkedHashSet<>();

    private final ToIntFunction<Key> orders;
    private long ordersLeft;

    /**
     * @param rings by foreign key
     * @param orders the cell of an order, or 0
     */
    FanOuts(List<ForeignKeyRings> rings, ToIntFunction<Key> orders) {
        this.rings = List.copyOf(rings);
        this.orders = orders;
    }

    boolean isEmpty() {
        return begun.isEmpty() && underWay.isEmpty();
    }

    /** How many users there are. */
    int users() {
        return byUser.size();
    }

    /** How many orders are still to be looked at. */
    long ordersLeft() {
        return ordersLeft;
    }

    /** {@link System#nanoTime} of the start of the oldest one. Not to be asked where there is none. */
    long oldestStartedNanos() {
        return byUser.firstEntry().getValue().startedNanos;
    }

    /** Begins for a user, before all that have had a turn; or begins again from where it stands. */
    void start(int foreignKey, Key userId) {
        int count = rings.get(foreignKey).count(userId);
        Ring ring = new Ring(foreignKey, userId);
        @Nullable FanOut known = byUser.get(ring);
        if (known != null) {
            ordersLeft += count - known.left;
            known.left = count;
        } else if (count > 0) {
            FanOut fanOut = new FanOut(ring, rings.get(foreignKey).first(userId), count);
            ordersLeft += count;
            byUser.put(ring, fanOut);
            begun.add(fanOut);
        }
    }

    /** Begins for one order that refers to no row. */
    void startOrder(Key id) {
        Ring alone = new Ring(NO_FOREIGN_KEY, id);
        if (!byUser.containsKey(alone)) {
            FanOut fanOut = new FanOut(alone, 0, 1);
            ordersLeft++;
            byUser.put(alone, fanOut);
            begun.add(fanOut);
        }
    }

    /**
     * Looks at so many orders at most of the user whose turn it is; the next call is the next user's turn.
     *
     * @return how many it has looked at
     */
    int advance(int limit, Refresh refresh) {
        if (isEmpty()) {
            return 0;
        }
        FanOut fanOut = (begun.isEmpty() ? underWay : begun).removeFirst();
        if (fanOut.ring.foreignKey() == NO_FOREIGN_KEY) {
            int order = orders.applyAsInt(fanOut.ring.value());
            if (order != 0) {
                refresh.refresh(order);
            }
            ordersLeft--;
            byUser.remove(fanOut.ring);
            return 1;
        }
        ForeignKeyRings ofKey = rings.get(fanOut.ring.foreignKey());
        int looked = 0;
        for (; looked < limit && fanOut.left > 0; looked++) {
            int order = fanOut.next;
            fanOut.next = ofKey.next(order);
            fanOut.left--;
            ordersLeft--;
            refresh.refresh(order);
        }
        if (fanOut.left > 0) {
            underWay.add(fanOut);
        } else {
            byUser.remove(fanOut.ring);
        }
        return looked;
    }

    /** To be told of every order that a user gets. */
    void added(int foreignKey, Key userId) {
        if (!byUser.isEmpty()) {
            @Nullable FanOut known = byUser.get(new Ring(foreignKey, userId));
            if (known != null) {
                known.left++;
                ordersLeft++;
            }
        }
    }

    /** To be told of every order that a user is about to lose. */
    void removing(int foreignKey, Key userId, int order) {
        if (byUser.isEmpty()) {
            return;
        }
        @Nullable FanOut known = byUser.get(new Ring(foreignKey, userId));
        if (known == null) {
            return;
        }
        ForeignKeyRings ofKey = rings.get(foreignKey);
        if (ofKey.count(userId) == 1) {
            byUser.remove(known.ring);
            if (!begun.remove(known)) {
                underWay.remove(known);
            }
            ordersLeft -= known.left;
        } else if (known.next == order) {
            known.next = ofKey.next(order);
        }
    }
}
