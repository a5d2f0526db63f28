package dev.tributary.http;

import java.util.OptionalLong;

/**
 * A record of {@code enriched-orders} on its way to those who follow.
 *
 * @param user whose order it is now; empty if it has none, or is deleted
 * @param previousUser whose order it was, if that is another, or it is deleted
 * @param json of the order, or empty if it is deleted
 * @param event the same as a whole server-sent event, for who follows everything
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
}
