package dev.tributary.tools.connectors;

import java.util.HashMap;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;

/**
 * What the connector says of an incremental snapshot.
 *
 * @param id of the request; while several requests are served, of the newest of them
 * @param type such as {@code TABLE_SCAN_COMPLETED}
 * @param data what belongs to the type
 */
record SnapshotNotification(String id, String type, Map<String, String> data) {

    static SnapshotNotification of(GenericRecord value) {
        Map<String, String> data = new HashMap<>();
        if (value.get("additional_data") instanceof Map<?, ?> written) {
            written.forEach((key, text) -> data.put(key.toString(), text.toString()));
        }
        return new SnapshotNotification(
                value.get("id").toString(), value.get("type").toString(), data);
    }

    String get(String key) {
        return data.getOrDefault(key, "");
    }
}
