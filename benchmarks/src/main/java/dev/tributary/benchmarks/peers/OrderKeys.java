package dev.tributary.benchmarks.peers;

/**
 * An order's id and its user's, read from a change event of this benchmark by someone who knows its schema by heart; a join
 * cannot do that.
 *
 * @param user 0 where there is none
 */
record OrderKeys(long order, long user) {

    private static final int HEADER = 5;

    static OrderKeys of(byte[] envelope) {
        Cursor in = new Cursor(envelope);
        OrderKeys before = in.readRow();
        OrderKeys after = in.readRow();
        return after.order == 0 ? before : after;
    }

    private static final class Cursor {
        private final byte[] bytes;
        private int at = HEADER;

        Cursor(byte[] bytes) {
            this.bytes = bytes;
        }

        OrderKeys readRow() {
            if (readLong() == 0) {
                return new OrderKeys(0, 0);
            }
            long order = readLong();
            long user = readLong() == 0 ? 0 : readLong();
            if (readLong() != 0) {
                int length = (int) readLong();
                at += length;
            }
            skipOptionalLong();
            skipOptionalLong();
            return new OrderKeys(order, user);
        }

        private void skipOptionalLong() {
            if (readLong() != 0) {
                readLong();
            }
        }

        private long readLong() {
            long raw = 0;
            for (int shift = 0; ; shift += 7) {
                byte next = bytes[at++];
                raw |= (long) (next & 0x7f) << shift;
                if (next >= 0) {
                    return (raw >>> 1) ^ -(raw & 1);
                }
            }
        }
    }
}
