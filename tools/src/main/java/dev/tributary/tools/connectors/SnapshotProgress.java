package dev.tributary.tools.connectors;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What has become of a request for an incremental snapshot, by the connector's notifications.
 *
 * <p>The connector reads table after table in the order of the requests, and says COMPLETED when no table is left. Its
 * notifications carry the id of the newest request, so those that follow the first one with the own id count too.
 */
final class SnapshotProgress {

    private static final Set<String> READ = Set.of("SUCCEEDED", "EMPTY");

    private final String id;
    private final Set<String> tables;
    private final Map<String, Long> rows = new TreeMap<>();
    private final Map<String, String> failures = new TreeMap<>();
    private boolean begun;
    private boolean completed;
    private boolean aborted;
    private String state = "the connector has not read the request yet";

    /** @param tables with their schemas */
    SnapshotProgress(String id, Collection<String> tables) {
        this.id = id;
        this.tables = Set.copyOf(tables);
    }

    /** Whether the notification says something of this request. */
    boolean add(SnapshotNotification notification) {
        begun |= notification.id().equals(id);
        if (!begun || completed) {
            return false;
        }
        switch (notification.type()) {
            case "IN_PROGRESS" ->
                state = "reading " + notification.get("current_collection_in_progress") + " as far as key "
                        + notification.get("last_processed_key") + " of " + notification.get("maximum_key");
            case "TABLE_SCAN_COMPLETED" -> scanned(notification);
            case "PAUSED" -> state = "somebody has paused the snapshot";
            case "ABORTED" -> aborted = true;
            case "COMPLETED" -> completed = true;
            default -> state = "the connector has read the request";
        }
        return true;
    }

    private void scanned(SnapshotNotification notification) {
        String table = notification.get("scanned_collection");
        String status = notification.get("status");
        if (!tables.contains(table)) {
            return;
        }
        if (READ.contains(status)) {
            rows.put(table, Long.parseLong(notification.get("total_rows_scanned")));
        } else {
            failures.put(table, status);
        }
    }

    boolean isOver() {
        return completed || aborted;
    }

    /** Whether all tables have been read. */
    boolean isSuccessful() {
        return isOver() && rows.keySet().containsAll(tables) && failures.isEmpty();
    }

    /** How many rows were read of each table that was. */
    Map<String, Long> rows() {
        return rows;
    }

    /** What happens, or why it failed. */
    String describe() {
        if (!failures.isEmpty()) {
            return "the connector could not read " + failures
                    + ". Its log says why, at \"Snapshotting of table\" or \"executing incremental snapshot\"";
        }
        if (isOver() && !isSuccessful()) {
            return aborted ? "somebody has stopped the snapshot" : "the connector has read " + rows.keySet() + " only";
        }
        return state;
    }
}
