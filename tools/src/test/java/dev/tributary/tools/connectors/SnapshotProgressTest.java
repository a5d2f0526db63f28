package dev.tributary.tools.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SnapshotProgressTest {

    private static final String ORDERS = "public.orders";
    private static final String USERS = "public.users";

    private final SnapshotProgress progress = new SnapshotProgress("mine", List.of(ORDERS, USERS));

    private boolean add(String id, String type, Map<String, String> data) {
        return progress.add(new SnapshotNotification(id, type, data));
    }

    private boolean scanned(String id, String table, String status, int rows) {
        return add(
                id,
                "TABLE_SCAN_COMPLETED",
                Map.of("scanned_collection", table, "status", status, "total_rows_scanned", String.valueOf(rows)));
    }

    @Test
    void isSuccessfulOnceEveryTableIsReadAndNoneIsLeft() {
        assertThat(add("mine", "STARTED", Map.of())).isTrue();
        add(
                "mine",
                "IN_PROGRESS",
                Map.of("current_collection_in_progress", ORDERS, "last_processed_key", "7", "maximum_key", "9"));
        assertThat(progress.describe()).isEqualTo("reading public.orders as far as key 7 of 9");
        scanned("mine", ORDERS, "SUCCEEDED", 9);
        scanned("mine", USERS, "EMPTY", 0);
        assertThat(progress.isOver()).isFalse();

        add("mine", "COMPLETED", Map.of());

        assertThat(progress.isOver()).isTrue();
        assertThat(progress.isSuccessful()).isTrue();
        assertThat(progress.rows()).containsExactly(Map.entry(ORDERS, 9L), Map.entry(USERS, 0L));
    }

    @Test
    void namesTheTableThatCouldNotBeRead() {
        scanned("mine", ORDERS, "SQL_EXCEPTION", 0);
        scanned("mine", USERS, "SUCCEEDED", 3);
        add("mine", "COMPLETED", Map.of());

        assertThat(progress.isSuccessful()).isFalse();
        assertThat(progress.describe()).contains("could not read {public.orders=SQL_EXCEPTION}");
    }

    /** What an earlier request has left to read comes first. */
    @Test
    void anEarlierRequestIsNotTakenForIt() {
        assertThat(scanned("earlier", ORDERS, "SUCCEEDED", 9)).isFalse();
        assertThat(add("earlier", "COMPLETED", Map.of())).isFalse();

        assertThat(progress.isOver()).isFalse();
        assertThat(progress.rows()).isEmpty();
    }

    /** The connector names the newest request only. */
    @Test
    void aLaterRequestIsReadTogetherWithIt() {
        add("mine", "STARTED", Map.of());
        scanned("later", ORDERS, "SUCCEEDED", 9);
        scanned("later", USERS, "SUCCEEDED", 3);
        scanned("later", "public.other", "SQL_EXCEPTION", 0);
        add("later", "COMPLETED", Map.of());

        assertThat(progress.isSuccessful()).isTrue();
    }

    @Test
    void isOverIfSomebodyStopsIt() {
        add("mine", "STARTED", Map.of());
        add("mine", "ABORTED", Map.of());

        assertThat(progress.isOver()).isTrue();
        assertThat(progress.isSuccessful()).isFalse();
        assertThat(progress.describe()).contains("somebody has stopped the snapshot");
    }
}
