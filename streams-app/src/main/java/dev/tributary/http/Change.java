package dev.tributary.http;

import java.util.OptionalLong;

/**
 * A record of {@code enriched-orders} on its way to live streams.
 *
 * @param user whose order it is now; empty if it has none, or is deleted
 * @param previousUser whose order it was, if that is another, or it is deleted
 * @param json of the order, or empty if it is deleted
 * @param event the same as a whole server-sent event, for streams of all orders; empty if the record was replayed
 */
@SuppressWarnings("ArrayRecordComponent") // written, and never compared
record Change(
        int partition,
        long offset,
        long order,
        OptionalLong user,
        OptionalLong previousUser,
        byte[] json,
        byte[] event) {

    boolean isDeletion() {
        return json.length == 0;
    }

    /**
     * Whether it was read some time after it was written. Compaction may have removed records before it, among them the one
     * by which its order left its user; and its position must not be given out as that of the present time.
     */
    boolean isReplayed() {
        return event.length == 0;
    }
}
