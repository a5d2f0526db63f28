package dev.tributary.benchmarks.workload;

/** Change events of orders, for tests. */
public final class SampleEvents {

    private static final Table ORDERS = ShopTables.DATA_SET.orders();

    private SampleEvents() {}

    public static byte[] insert(int id, int user) {
        return writer().write(ORDERS, 1, null, TableRow.of(id, 1, user));
    }

    public static byte[] move(int id, int from, int to) {
        return writer().write(ORDERS, 1, TableRow.of(id, 1, from), TableRow.of(id, 2, to));
    }

    public static byte[] delete(int id, int user) {
        return writer().write(ORDERS, 1, TableRow.of(id, 1, user), null);
    }

    private static EnvelopeWriter writer() {
        return new EnvelopeWriter(1_767_225_600_000_000L, 20);
    }
}
