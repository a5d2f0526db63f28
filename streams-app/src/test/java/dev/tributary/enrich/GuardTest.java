package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the guard lets through, seen in what comes out of the whole topology. */
class GuardTest {

    private Pipeline pipeline;

    @BeforeEach
    void start(@TempDir Path stateDir) {
        pipeline = new Pipeline(stateDir);
    }

    @AfterEach
    void stop() {
        pipeline.close();
    }

    @Test
    void dropsAChangeOlderThanTheOneHeld() {
        pipeline.insertOrder(7, null, "Lamp", 20);
        pipeline.updateOrder(7, null, "Desk", 30);
        pipeline.updateOrder(7, null, "Lamp", 20);

        assertThat(pipeline.written()).containsExactly("7: Lamp ← nobody", "7: Desk ← nobody");
    }

    @Test
    void dropsADeletionOlderThanTheRowHeld() {
        pipeline.insertOrder(7, null, "Lamp", 20);
        pipeline.order(7L, pipeline.orders.delete(15));

        assertThat(pipeline.written()).containsExactly("7: Lamp ← nobody");
    }

    @Test
    void takesASecondChangeWithTheSamePosition() {
        pipeline.insertOrder(7, null, "Lamp", 20);
        pipeline.updateOrder(7, null, "Desk", 20);

        assertThat(pipeline.written()).containsExactly("7: Lamp ← nobody", "7: Desk ← nobody");
    }

    @Test
    void dropsAReplayedChangeOfARowThatIsDeleted() {
        pipeline.insertOrder(7, null, "Lamp", 20);
        pipeline.order(7L, pipeline.orders.delete(30));
        pipeline.insertOrder(7, null, "Lamp", 20);

        assertThat(pipeline.written()).containsExactly("7: Lamp ← nobody", "7: deleted");
    }

    @Test
    void takesARowWithoutPositionForHowTheTableStands() {
        pipeline.insertUser(1, "Ada", 10);
        pipeline.insertOrder(7, 1, "Lamp", 20);
        pipeline.order(7L, pipeline.orders.incrementalSnapshot(pipeline.orders.row(7, 1, "Desk", 1, 2L), 5));
        pipeline.user(1L, pipeline.users.incrementalSnapshot(pipeline.users.row(1, "Grace", "g", 1L), 5));
        pipeline.order(8L, pipeline.orders.incrementalSnapshot(pipeline.orders.row(8, 1, "Missed", 1, 2L), 5));

        assertThat(pipeline.written())
                .containsExactly("7: Lamp ← Ada", "7: Desk ← Ada", "7: Desk ← Grace", "8: Missed ← Grace");
    }

    /** The reader's clock may be ahead of the one by which changes are committed. */
    @Test
    void dropsNoChangeBehindARowWithoutPosition() {
        pipeline.insertOrder(7, null, "Lamp", 20);
        pipeline.order(7L, pipeline.orders.incrementalSnapshot(pipeline.orders.row(7, null, "Desk", 1, 2L), 9_000));
        pipeline.insertOrder(7, null, "Stool", 19);
        pipeline.updateOrder(7, null, "Chair", 30);
        pipeline.order(8L, pipeline.orders.incrementalSnapshot(pipeline.orders.row(8, null, "Missed", 1, 2L), 9_000));
        pipeline.updateOrder(8, null, "Found", 40);

        assertThat(pipeline.written())
                .containsExactly(
                        "7: Lamp ← nobody",
                        "7: Desk ← nobody",
                        "7: Chair ← nobody",
                        "8: Missed ← nobody",
                        "8: Found ← nobody");
    }

    @Test
    void writesNothingForARowWithoutPositionThatIsAsItWas() {
        pipeline.insertOrder(7, null, "Lamp", 20);
        pipeline.order(7L, pipeline.orders.incrementalSnapshot(pipeline.orders.row(7, null, "Lamp", 1, 2L), 30));

        assertThat(pipeline.written()).containsExactly("7: Lamp ← nobody");
    }

    /** Compaction may have taken the deletion and left its tombstone. */
    @Test
    void takesATombstoneWithoutItsDeletionForOne() {
        pipeline.insertUser(1, "Ada", 10);
        pipeline.insertOrder(7, 1, "Lamp", 20);
        pipeline.order(7L, null);
        assertThat(pipeline.written()).containsExactly("7: Lamp ← Ada", "7: deleted");

        pipeline.insertOrder(7, 1, "Lamp", 15);
        assertThat(pipeline.written()).as("from before the deletion").isEmpty();
        pipeline.insertOrder(7, 1, "Desk", 30);
        assertThat(pipeline.written()).containsExactly("7: Desk ← Ada");
    }

    @Test
    void dropsTheTombstoneBehindAReplayedDeletion() {
        pipeline.insertOrder(7, null, "Lamp", 20);
        pipeline.order(7L, pipeline.orders.delete(30));
        pipeline.order(7L, null);
        pipeline.insertOrder(7, null, "Desk", 40);
        pipeline.written();

        pipeline.order(7L, pipeline.orders.delete(30));
        pipeline.order(7L, null);

        assertThat(pipeline.written()).isEmpty();
    }

    @Test
    void dropsASecondDeletion() {
        pipeline.insertOrder(7, null, "Lamp", 20);
        pipeline.order(7L, pipeline.orders.delete(30));
        pipeline.order(7L, pipeline.orders.delete(30));

        assertThat(pipeline.written()).containsExactly("7: Lamp ← nobody", "7: deleted");
    }

    @Test
    void dropsTheDeletionOfARowItNeverSaw() {
        pipeline.order(7L, pipeline.orders.delete(30));

        assertThat(pipeline.written()).isEmpty();
    }

    @Test
    void dropsAJoinedRowThatDidNotChange() {
        pipeline.insertUser(1, "Ada", 10);
        pipeline.insertOrder(7, 1, "Lamp", 20);
        pipeline.written();

        pipeline.updateUser(1, "Ada", 30);

        assertThat(pipeline.written()).isEmpty();
    }

    @Test
    void endsAsItWasWhenAWholeHistoryIsReplayed() {
        for (int round = 0; round < 2; round++) {
            pipeline.insertUser(1, "Ada", 10);
            pipeline.insertOrder(7, 1, "Lamp", 20);
            pipeline.updateOrder(7, 1, "Desk", 21);
            pipeline.insertOrder(8, 1, "Chair", 22);
            pipeline.order(8L, pipeline.orders.delete(23));
            pipeline.updateUser(1, "Ada Lovelace", 24);
            if (round == 0) {
                assertThat(pipeline.table()).isEqualTo(Map.of(7L, "Desk ← Ada Lovelace"));
            }
        }
        assertThat(pipeline.written()).as("the second time nothing is new").isEmpty();
    }

    @Test
    void takesANewSnapshotThatBeginsAtALowerPosition() {
        pipeline.insertOrder(7, null, "Lamp", 2_000);
        pipeline.order(7L, pipeline.orders.event("r", pipeline.orders.row(7, null, "Desk", 1, 2L), "first", 5L, 9_000));
        pipeline.order(
                7L, pipeline.orders.event("u", pipeline.orders.row(7, null, "Chair", 1, 2L), "false", 6L, 9_001));

        assertThat(pipeline.written()).containsExactly("7: Lamp ← nobody", "7: Desk ← nobody", "7: Chair ← nobody");
    }

    @Test
    void goesOnAfterASnapshotAtALowerPositionThatChangedNothing() {
        pipeline.insertOrder(7, null, "Lamp", 2_000);
        pipeline.order(7L, pipeline.orders.event("r", pipeline.orders.row(7, null, "Lamp", 1, 2L), "first", 5L, 1_000));
        pipeline.order(
                7L, pipeline.orders.event("u", pipeline.orders.row(7, null, "Chair", 1, 2L), "false", 6L, 1_001));

        assertThat(pipeline.table()).isEqualTo(Map.of(7L, "Chair ← nobody"));
    }

    @Test
    void takesChangesOfANewTimelineWhosePositionsFallBack() {
        pipeline.insertOrder(7, null, "Lamp", 2_000);
        pipeline.order(
                7L, pipeline.orders.event("u", pipeline.orders.row(7, null, "Desk", 1, 2L), "false", 1_900L, 5_000));

        assertThat(pipeline.written()).containsExactly("7: Lamp ← nobody", "7: Desk ← nobody");
    }

    @Test
    void remembersADeletionForItsRetentionAndThenForgetsIt() {
        byte[] insert = insertedDaysAgo(7, 2, 20);
        pipeline.order(7L, insert);
        pipeline.order(7L, pipeline.orders.event("d", null, "false", 30L, daysAgo(1)));
        pipeline.advanceWallClock(Duration.ofMinutes(10));
        pipeline.order(7L, insert);
        assertThat(pipeline.written()).containsExactly("7: Lamp ← nobody", "7: deleted");
        assertThat(pipeline.rememberedDeletions()).isOne();

        pipeline.advanceWallClock(Duration.ofDays(7));
        assertThat(pipeline.rememberedDeletions()).isZero();
    }

    @Test
    void forgetsAnInsertedRowsDeletionAtOnce() {
        pipeline.insertOrder(7, null, "Lamp", 20);
        pipeline.order(7L, pipeline.orders.delete(30));
        pipeline.insertOrder(7, null, "Desk", 40);

        assertThat(pipeline.rememberedDeletions()).isZero();
    }

    private byte[] insertedDaysAgo(long id, int days, long lsn) {
        return pipeline.orders.event(
                "c", pipeline.orders.row((int) id, null, "Lamp", 1, 2L), "false", lsn, daysAgo(days));
    }

    private long daysAgo(int days) {
        return Pipeline.NOW.minus(Duration.ofDays(days)).toEpochMilli();
    }

    @Test
    void keepsTheHeldValueOfALargeColumnThatDidNotChange() {
        pipeline.insertUser(1, "Ada", 10);
        pipeline.user(
                1L, pipeline.users.update(pipeline.users.row(1, CapturedTable.UNAVAILABLE, "new@example.com", 1L), 11));
        pipeline.order(7L, pipeline.orders.insert(pipeline.orders.row(7, 1, "Lamp", 1, 2L), 20));
        pipeline.order(7L, pipeline.orders.update(pipeline.orders.row(7, 1, CapturedTable.UNAVAILABLE, 5, 2L), 21));

        GenericRecord last = pipeline.writtenRecords().getLast().value;
        assertThat(last.get("product_name")).hasToString("Lamp");
        assertThat(last.get("quantity")).isEqualTo(5);
        assertThat(((GenericRecord) last.get("user")).get("name")).hasToString("Ada");
        assertThat(((GenericRecord) last.get("user")).get("email")).hasToString("new@example.com");
    }

    @Test
    void refusesALargeColumnWhoseValueNobodyKnows() {
        pipeline.order(7L, pipeline.orders.update(pipeline.orders.row(7, 1, CapturedTable.UNAVAILABLE, 5, 2L), 21));

        assertThat(pipeline.written()).isEmpty();
        assertThat(pipeline.reasons())
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("row 7 of table orders", "product_name", "tributary snapshot");
    }
}
