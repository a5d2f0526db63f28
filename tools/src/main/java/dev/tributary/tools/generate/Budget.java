package dev.tributary.tools.generate;

import java.util.OptionalLong;

/** How many changes are still to be made by all connections together, exactly. */
final class Budget {

    private final boolean limited;
    private long left;
    private long underWay;
    private boolean closed;

    Budget(OptionalLong changes) {
        limited = changes.isPresent();
        left = changes.orElse(0);
    }

    /** Takes up to so many; waits while others may yet give some back; 0 when it is used up or closed. */
    synchronized int take(int wanted) {
        while (limited && left == 0 && underWay > 0 && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return 0;
            }
        }
        if (closed) {
            return 0;
        }
        if (!limited) {
            return wanted;
        }
        int taken = (int) Math.min(wanted, left);
        left -= taken;
        underWay += taken;
        return taken;
    }

    /** Settles what was taken: what was not used goes back. */
    synchronized void settle(int taken, int used) {
        if (limited) {
            underWay -= taken;
            left += taken - used;
            notifyAll();
        }
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
