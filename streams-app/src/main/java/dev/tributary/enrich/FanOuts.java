package dev.tributary.enrich;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The users whose change has not reached all of their orders yet, and how far each one has come: a place in the ring of the
 * user's orders, and how many are still to be looked at.
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

    private static final class FanOut {
        final long userId;
        final long startedNanos = System.nanoTime();
        int next;
        int left;

        FanOut(long userId, int next, int left) {
            this.userId = userId;
            this.next = next;
            this.left = left;
        }
    }

    private final OrderCells orders;
    private final UserRings rings;
    /** The oldest one first. */
    private final SequencedMap<Long, FanOut> byUser = new LinkedHashMap<>();

    /** The next one first. A set, since any of them may end before its turn. */
    private final LinkedHashSet<FanOut> turns = new LinkedHashSet<>();

    private long ordersLeft;

    FanOuts(OrderCells orders, UserRings rings) {
        this.orders = orders;
        this.rings = rings;
    }

    boolean isEmpty() {
        return turns.isEmpty();
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

    /** Begins for a user, whose turn is the next; or begins again from where it stands. */
    void start(long userId) {
        int count = rings.count(userId);
        @Nullable FanOut underWay = byUser.get(userId);
        if (underWay != null) {
            ordersLeft += count - underWay.left;
            underWay.left = count;
        } else if (count > 0) {
            FanOut fanOut = new FanOut(userId, rings.first(userId), count);
            ordersLeft += count;
            byUser.put(userId, fanOut);
            turns.addFirst(fanOut);
        }
    }

    /**
     * Looks at so many orders at most of the user whose turn it is; the next call is the next user's turn.
     *
     * @return how many it has looked at
     */
    int advance(int limit, Refresh refresh) {
        if (turns.isEmpty()) {
            return 0;
        }
        FanOut fanOut = turns.removeFirst();
        int looked = 0;
        for (; looked < limit && fanOut.left > 0; looked++) {
            int order = fanOut.next;
            fanOut.next = orders.next(order);
            fanOut.left--;
            ordersLeft--;
            refresh.refresh(order);
        }
        if (fanOut.left > 0) {
            turns.add(fanOut);
        } else {
            byUser.remove(fanOut.userId);
        }
        return looked;
    }

    /** To be told of every order that a user gets. */
    void added(long userId) {
        if (!byUser.isEmpty()) {
            @Nullable FanOut underWay = byUser.get(userId);
            if (underWay != null) {
                underWay.left++;
                ordersLeft++;
            }
        }
    }

    /** To be told of every order that a user is about to lose. */
    void removing(long userId, int order) {
        if (byUser.isEmpty()) {
            return;
        }
        @Nullable FanOut underWay = byUser.get(userId);
        if (underWay == null) {
            return;
        }
        if (rings.count(userId) == 1) {
            byUser.remove(userId);
            turns.remove(underWay);
            ordersLeft -= underWay.left;
        } else if (underWay.next == order) {
            underWay.next = orders.next(order);
        }
    }
}
