package dev.tributary.benchmarks.workload;

/** What contenders must have written. */
public final class Expected {

    private final long[] join;
    private final Raw orders;

    Expected(long[] join, Raw orders) {
        this.join = join;
        this.orders = orders;
    }

    /**
     * Of a join that others have computed.
     *
     * @param join the hash of each order's row, by the order's id; 0 where there is none
     */
    public static Expected ofJoin(long[] join) {
        return new Expected(join, Raw.NONE);
    }

    /** All orders have smaller ids. */
    public int idLimit() {
        return join.length;
    }

    /** The hash of an order's row in the join, or 0 where there is none. */
    public long row(int id) {
        return id < join.length ? join[id] : 0;
    }

    /** The change events of orders, for contenders that copy them. */
    public Raw orders() {
        return orders;
    }
}
