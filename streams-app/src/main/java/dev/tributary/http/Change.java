package dev.tributary.http;

import dev.tributary.definition.key.Key;
import dev.tributary.topics.ForeignKeys;

/**
 * A record of the topic of the results on its way to live streams.
 *
 * @param key of the row
 * @param foreignKeys which rows it refers to now; none if it is deleted
 * @param previous which it has ceased to refer to
 * @param json of the row, or empty if it is deleted
 * @param event the same as a whole server-sent event, for streams of all rows; empty if the record was replayed
 */
@SuppressWarnings("ArrayRecordComponent") // written, and never compared
record Change(
        int partition, long offset, Key key, ForeignKeys foreignKeys, ForeignKeys previous, byte[] json, byte[] event) {

    boolean isDeletion() {
        return json.length == 0;
    }

    /**
     * Whether it was read some time after it was written. Compaction may have removed records before it, among them the one
     * by which its row ceased to refer to another; and its position must not be given out as that of the present time.
     */
    boolean isReplayed() {
        return event.length == 0;
    }
}
