package dev.tributary.benchmarks.workload;

import dev.tributary.benchmarks.workload.ChangeListener.OrderRow;
import dev.tributary.benchmarks.workload.ChangeListener.UserRow;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The two tables, changed one row at a time. Knows the join of them, computed as SQL would: from the rows as they are now,
 * and not from any event.
 */
public final class Shop {

    private static final int DELETED = -1;

    private final ChangeListener listener;
    private int[] userOfOrder = new int[1 << 10];
    private int[] changeOfOrder = new int[1 << 10];
    private int[] versionOfUser = new int[1 << 10];
    private int[] newestVersion = new int[1 << 10];
    private int[] ordersOfUser = new int[1 << 10];
    private int changes;
    private long results;

    Shop(ChangeListener listener) {
        this.listener = listener;
        Arrays.fill(userOfOrder, DELETED);
    }

    /** Writes an order anew: inserts it if it is not there, else updates it, and moves it if the user is another. */
    public void putOrder(int id, int user) {
        growOrders(id);
        growUsers(user);
        @Nullable OrderRow before = order(id);
        if (before != null) {
            ordersOfUser[before.user()]--;
        }
        userOfOrder[id] = user;
        changeOfOrder[id] = ++changes;
        ordersOfUser[user]++;
        results++;
        listener.order(before, order(id));
    }

    public void deleteOrder(int id) {
        @Nullable OrderRow before = order(id);
        if (before != null) {
            ordersOfUser[before.user()]--;
            userOfOrder[id] = DELETED;
            results++;
            listener.order(before, null);
        }
    }

    /** Inserts the user, or gives it another name. */
    public void putUser(int id) {
        growUsers(id);
        @Nullable UserRow before = user(id);
        versionOfUser[id] = ++newestVersion[id];
        results += ordersOfUser[id];
        listener.user(before, user(id));
    }

    public void deleteUser(int id) {
        @Nullable UserRow before = user(id);
        if (before != null) {
            versionOfUser[id] = 0;
            results += ordersOfUser[id];
            listener.user(before, null);
        }
    }

    /** The user of an order that is there; 0 for none. */
    public int userOf(int order) {
        return Math.max(0, userOfOrder[order]);
    }

    public boolean hasOrder(int id) {
        return id < userOfOrder.length && userOfOrder[id] != DELETED;
    }

    /** The number of the last change of an order. */
    public int lastChange() {
        return changes;
    }

    /** How many rows of the join all changes so far have written. */
    public long results() {
        return results;
    }

    /** For each order id, the {@link ResultHash} of its row in the join, or 0 where there is none. */
    public long[] join() {
        long[] rows = new long[userOfOrder.length];
        for (int id = 0; id < rows.length; id++) {
            rows[id] = userOfOrder[id] == DELETED ? 0 : hash(id);
        }
        return rows;
    }

    private long hash(int id) {
        int user = userOfOrder[id];
        int change = changeOfOrder[id];
        ResultHash hash = new ResultHash()
                .add((long) id)
                .add(user == 0 ? null : (Long) (long) user)
                .add(Columns.product(change))
                .add((long) Columns.quantity(change))
                .add(Columns.orderDate(id));
        int version = user == 0 ? 0 : versionOfUser[user];
        boolean there = version > 0;
        return hash.add(there ? (Long) (long) user : null)
                .add(there ? Columns.userName(user, version) : null)
                .add(there ? Columns.email(user) : null)
                .add(there ? (Long) Columns.createdAt(user) : null)
                .value();
    }

    private @Nullable OrderRow order(int id) {
        return hasOrder(id) ? new OrderRow(id, userOfOrder[id], changeOfOrder[id]) : null;
    }

    /** What a user is called who is there. */
    public String nameOf(int user) {
        return Columns.userName(user, versionOfUser[user]);
    }

    private @Nullable UserRow user(int id) {
        return id < versionOfUser.length && versionOfUser[id] > 0 ? new UserRow(id, versionOfUser[id]) : null;
    }

    private void growOrders(int id) {
        int before = userOfOrder.length;
        if (id >= before) {
            userOfOrder = Arrays.copyOf(userOfOrder, Math.max(id + 1, before * 2));
            changeOfOrder = Arrays.copyOf(changeOfOrder, userOfOrder.length);
            Arrays.fill(userOfOrder, before, userOfOrder.length, DELETED);
        }
    }

    private void growUsers(int id) {
        if (id >= versionOfUser.length) {
            int length = Math.max(id + 1, versionOfUser.length * 2);
            versionOfUser = Arrays.copyOf(versionOfUser, length);
            newestVersion = Arrays.copyOf(newestVersion, length);
            ordersOfUser = Arrays.copyOf(ordersOfUser, length);
        }
    }
}
