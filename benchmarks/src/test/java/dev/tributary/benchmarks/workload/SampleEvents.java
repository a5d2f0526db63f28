package dev.tributary.benchmarks.workload;

import dev.tributary.benchmarks.workload.ChangeListener.OrderRow;

/** Change events of orders, for tests. */
public final class SampleEvents {

    private SampleEvents() {}

    public static byte[] insert(int id, int user) {
        return writer().order(null, new OrderRow(id, user, 1));
    }

    public static byte[] move(int id, int from, int to) {
        return writer().order(new OrderRow(id, from, 1), new OrderRow(id, to, 2));
    }

    public static byte[] delete(int id, int user) {
        return writer().order(new OrderRow(id, user, 1), null);
    }

    private static EnvelopeWriter writer() {
        return new EnvelopeWriter(1, 2, 1_767_225_600_000_000L, 20);
    }
}
