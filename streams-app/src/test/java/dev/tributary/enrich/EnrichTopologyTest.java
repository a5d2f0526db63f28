package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrichTopologyTest {

    private Pipeline pipeline;

    @BeforeEach
    void start(@TempDir Path stateDir) {
        pipeline = new Pipeline(stateDir);
    }

    @AfterEach
    void stop() {
        pipeline.close();
    }

    @Nested
    class Joining {

        @Test
        void writesAnOrderWithItsUser() {
            pipeline.insertUser(1, "Ada", 10);
            pipeline.insertOrder(7, 1, "Lamp", 20);

            assertThat(pipeline.written()).containsExactly("7: Lamp ← Ada");
        }

        @Test
        void carriesEveryColumnAndTheProvenanceOfBothRows() {
            pipeline.user(
                    1L,
                    pipeline.users.insert(pipeline.users.row(1, "Ada", "ada@example.com", 1_700_000_000_000_001L), 10));
            pipeline.order(
                    7L, pipeline.orders.insert(pipeline.orders.row(7, 1, "Lamp", 3, 1_700_000_000_000_002L), 20));

            GenericRecord enriched = pipeline.writtenRecords().getFirst().value;
            assertThat(enriched).hasToString("""
                    {"id": 7, "user_id": 1, "product_name": "Lamp", "quantity": 3, "order_date": 1700000000000002, \
                    "user": {"id": 1, "name": "Ada", "email": "ada@example.com", "created_at": 1700000000000001}, \
                    "order_lsn": 20, "order_committed_at": 20000, "user_lsn": 10, "user_committed_at": 10000}""");
        }

        @Test
        void writesAnOrderWhoseUserArrivesLater() {
            pipeline.insertOrder(7, 1, "Lamp", 20);
            assertThat(pipeline.written()).containsExactly("7: Lamp ← nobody");

            pipeline.insertUser(1, "Ada", 10);
            assertThat(pipeline.written()).containsExactly("7: Lamp ← Ada");
        }

        @Test
        void writesAnOrderWithoutUser() {
            pipeline.insertOrder(7, null, "Lamp", 20);

            assertThat(pipeline.written()).containsExactly("7: Lamp ← nobody");
        }

        @Test
        void writesAnOrderWithNullInEveryColumn() {
            pipeline.order(7L, pipeline.orders.insert(pipeline.orders.row(7, null, null, null, null), 20));

            GenericRecord enriched = pipeline.writtenRecords().getFirst().value;
            assertThat(enriched.get("id")).isEqualTo(7L);
            assertThat(enriched.get("user_id")).isNull();
            assertThat(enriched.get("product_name")).isNull();
            assertThat(enriched.get("quantity")).isNull();
            assertThat(enriched.get("order_date")).isNull();
        }

        @Test
        void writesAUserWithNullInEveryColumn() {
            pipeline.user(1L, pipeline.users.insert(pipeline.users.row(1, null, null, null), 10));
            pipeline.insertOrder(7, 1, "Lamp", 20);

            GenericRecord user =
                    (GenericRecord) pipeline.writtenRecords().getFirst().value.get("user");
            assertThat(user).hasToString("{\"id\": 1, \"name\": null, \"email\": null, \"created_at\": null}");
        }

        @Test
        void writesEveryOrderOfAUserWhoChanges() {
            pipeline.insertUser(1, "Ada", 10);
            pipeline.insertOrder(7, 1, "Lamp", 20);
            pipeline.insertOrder(8, 1, "Desk", 21);
            pipeline.insertOrder(9, 2, "Chair", 22);
            pipeline.written();

            pipeline.updateUser(1, "Ada Lovelace", 30);

            assertThat(pipeline.written())
                    .containsExactlyInAnyOrder("7: Lamp ← Ada Lovelace", "8: Desk ← Ada Lovelace");
        }

        @Test
        void movesAnOrderFromUserToUserAndBack() {
            pipeline.insertUser(1, "Ada", 10);
            pipeline.insertUser(2, "Grace", 11);
            pipeline.insertOrder(7, 1, "Lamp", 20);
            pipeline.updateOrder(7, 2, "Lamp", 21);
            pipeline.updateOrder(7, null, "Lamp", 22);
            pipeline.updateOrder(7, 1, "Lamp", 23);
            assertThat(pipeline.written())
                    .containsExactly("7: Lamp ← Ada", "7: Lamp ← Grace", "7: Lamp ← nobody", "7: Lamp ← Ada");

            pipeline.updateUser(2, "Grace Hopper", 30);
            assertThat(pipeline.written()).as("no longer hers").isEmpty();
        }

        @Test
        void takesTheUserAwayFromItsOrdersWhenItIsDeleted() {
            pipeline.insertUser(1, "Ada", 10);
            pipeline.insertOrder(7, 1, "Lamp", 20);
            pipeline.written();

            pipeline.user(1L, pipeline.users.delete(30));
            assertThat(pipeline.written()).containsExactly("7: Lamp ← nobody");

            pipeline.insertUser(1, "Ada again", 40);
            assertThat(pipeline.written()).containsExactly("7: Lamp ← Ada again");
        }

        @Test
        void deletesAnOrderAndTakesItInAgain() {
            pipeline.insertUser(1, "Ada", 10);
            pipeline.insertOrder(7, 1, "Lamp", 20);
            pipeline.order(7L, pipeline.orders.delete(30));
            pipeline.order(7L, null);
            assertThat(pipeline.written()).containsExactly("7: Lamp ← Ada", "7: deleted");

            pipeline.updateUser(1, "Ada Lovelace", 31);
            assertThat(pipeline.written()).as("a deleted order has no user").isEmpty();

            pipeline.insertOrder(7, 1, "Desk", 40);
            assertThat(pipeline.written()).containsExactly("7: Desk ← Ada Lovelace");
        }

        @Test
        void treatsAChangedPrimaryKeyAsDeletionAndCreation() {
            pipeline.insertUser(1, "Ada", 10);
            pipeline.insertOrder(7, 1, "Lamp", 20);
            pipeline.order(7L, pipeline.orders.delete(30));
            pipeline.order(7L, null);
            pipeline.insertOrder(70, 1, "Lamp", 30);

            assertThat(pipeline.table()).isEqualTo(Map.of(70L, "Lamp ← Ada"));
        }

        @Test
        void readsASnapshot() {
            pipeline.user(1L, pipeline.users.snapshot(pipeline.users.row(1, "Ada", "a", 1L), 10));
            pipeline.order(7L, pipeline.orders.snapshot(pipeline.orders.row(7, 1, "Lamp", 1, 2L), 10));
            pipeline.order(8L, pipeline.orders.snapshot(pipeline.orders.row(8, 1, "Desk", 1, 2L), 10));

            assertThat(pipeline.written()).containsExactly("7: Lamp ← Ada", "8: Desk ← Ada");
        }

        @Test
        void readsAnOrderWithColumnsThatNobodyAskedFor() {
            ChangeEvents wider = ChangeEvents.ofOrders(
                    pipeline.registry, fields -> fields.optionalString("note").optionalDouble("discount"));
            pipeline.order(7L, wider.insert(wider.row(7, null, "Lamp", 1, 2L, "gift", 0.5), 20));

            assertThat(pipeline.written()).containsExactly("7: Lamp ← nobody");
        }

        @Test
        void datesAResultByTheNewerOfItsRows() {
            pipeline.insertUser(1, "Ada", 30);
            pipeline.insertOrder(7, 1, "Lamp", 20);

            assertThat(pipeline.nextTimestamp()).isEqualTo(30);
        }
    }

    @Nested
    class Guarding {

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
        void dropsAUserThatDidNotChange() {
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
            pipeline.order(
                    7L, pipeline.orders.event("r", pipeline.orders.row(7, null, "Desk", 1, 2L), "first", 5L, 9_000));
            pipeline.order(
                    7L, pipeline.orders.event("u", pipeline.orders.row(7, null, "Chair", 1, 2L), "false", 6L, 9_001));

            assertThat(pipeline.written()).containsExactly("7: Lamp ← nobody", "7: Desk ← nobody", "7: Chair ← nobody");
        }

        @Test
        void goesOnAfterASnapshotAtALowerPositionThatChangedNothing() {
            pipeline.insertOrder(7, null, "Lamp", 2_000);
            pipeline.order(
                    7L, pipeline.orders.event("r", pipeline.orders.row(7, null, "Lamp", 1, 2L), "first", 5L, 1_000));
            pipeline.order(
                    7L, pipeline.orders.event("u", pipeline.orders.row(7, null, "Chair", 1, 2L), "false", 6L, 1_001));

            assertThat(pipeline.table()).isEqualTo(Map.of(7L, "Chair ← nobody"));
        }

        @Test
        void takesChangesOfANewTimelineWhosePositionsFallBack() {
            pipeline.insertOrder(7, null, "Lamp", 2_000);
            pipeline.order(
                    7L,
                    pipeline.orders.event("u", pipeline.orders.row(7, null, "Desk", 1, 2L), "false", 1_900L, 5_000));

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

        @Test
        void sweepsMoreDeletionsThanOneSweepLooksAt() {
            int rows = 10_100;
            for (long id = 1; id <= rows; id++) {
                pipeline.order(id, insertedDaysAgo(id, 20, 20));
                pipeline.order(id, pipeline.orders.event("d", null, "false", 30L, daysAgo(10)));
            }
            assertThat(pipeline.rememberedDeletions()).isEqualTo(rows);

            pipeline.advanceWallClock(Duration.ofMinutes(10));
            assertThat(pipeline.rememberedDeletions()).isEqualTo(100);
            pipeline.advanceWallClock(Duration.ofMinutes(10));
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
                    1L,
                    pipeline.users.update(pipeline.users.row(1, CapturedTable.UNAVAILABLE, "new@example.com", 1L), 11));
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
            assertThatThrownBy(() -> pipeline.order(
                            7L,
                            pipeline.orders.update(pipeline.orders.row(7, 1, CapturedTable.UNAVAILABLE, 5, 2L), 21)))
                    .rootCause()
                    .isInstanceOf(BrokenChangeException.class)
                    .hasMessageContaining("product_name")
                    .hasMessageContaining("REPLICA IDENTITY FULL");
        }
    }

    @Nested
    class BadInput {

        @Test
        void stopsAtBytesThatAreNoAvro() {
            assertThatThrownBy(() -> pipeline.order(7L, ChangeEvents.garbage()))
                    .isInstanceOf(StreamsException.class)
                    .hasRootCauseInstanceOf(dev.tributary.avro.UnknownMagicByteException.class);
        }

        @Test
        void stopsAtATruncatedTable() {
            assertThatThrownBy(() -> pipeline.order(null, pipeline.orders.event("t", null, "false", 30L, 30)))
                    .rootCause()
                    .isInstanceOf(BrokenChangeException.class)
                    .hasMessageContaining("truncated");
        }

        @Test
        void stopsAtAChangeWithoutKey() {
            assertThatThrownBy(() -> pipeline.order(
                            null, pipeline.orders.insert(pipeline.orders.row(7, null, "Lamp", 1, 2L), 20)))
                    .rootCause()
                    .isInstanceOf(BrokenChangeException.class)
                    .hasMessageContaining("has no key");
        }

        @Test
        void stopsAtAChangeWhoseKeyIsNotItsRows() {
            assertThatThrownBy(() ->
                            pipeline.order(8L, pipeline.orders.insert(pipeline.orders.row(7, null, "Lamp", 1, 2L), 20)))
                    .rootCause()
                    .isInstanceOf(BrokenChangeException.class)
                    .hasMessageContaining("a change of row 7")
                    .hasMessageContaining("has the key 8");
        }

        @Test
        void stopsAtARowOfAnotherTable() {
            assertThatThrownBy(
                            () -> pipeline.order(1L, pipeline.users.insert(pipeline.users.row(1, "Ada", "a", 1L), 20)))
                    .rootCause()
                    .hasMessageContaining("none of the columns of OrderColumns")
                    .hasMessageContaining("cdc.public.users.Value");
        }

        @Test
        void stopsAtATimeInAnotherUnit() {
            ChangeEvents millis = ChangeEvents.ofOrdersWithDate(pipeline.registry, "io.debezium.time.Timestamp");

            assertThatThrownBy(() -> pipeline.order(7L, millis.insert(millis.row(7, null, "Lamp", 1, 2L), 20)))
                    .rootCause()
                    .hasMessageContaining("order_date")
                    .hasMessageContaining("io.debezium.time.Timestamp");
        }

        @Test
        void stopsAtAChangeWithoutPosition() {
            assertThatThrownBy(() -> pipeline.order(
                            7L,
                            pipeline.orders.event("c", pipeline.orders.row(7, null, "Lamp", 1, 2L), "false", null, 20)))
                    .rootCause()
                    .isInstanceOf(BrokenChangeException.class)
                    .hasMessageContaining("source.lsn");
        }

        @Test
        void stopsAtAnInsertWithoutRow() {
            assertThatThrownBy(() -> pipeline.order(7L, pipeline.orders.event("c", null, "false", 20L, 20)))
                    .rootCause()
                    .isInstanceOf(BrokenChangeException.class)
                    .hasMessageContaining("'after'");
        }

        @Test
        void stopsAtAnOperationItDoesNotKnow() {
            assertThatThrownBy(() -> pipeline.order(7L, pipeline.orders.event("x", null, "false", 20L, 20)))
                    .rootCause()
                    .isInstanceOf(BrokenChangeException.class)
                    .hasMessageContaining("'x'")
                    .hasNoCause();
        }

        @Test
        void passesOverALogicalDecodingMessage() {
            pipeline.order(null, pipeline.orders.event("m", null, "false", 20L, 20));

            assertThat(pipeline.written()).isEmpty();
        }
    }

    /** Names of stores and internal topics are kept on disk and on the broker: a change here loses state. */
    @Test
    void isAsItWasWhenItsStateWasWritten() throws IOException {
        String golden = new String(
                getClass().getResourceAsStream("/enrich-topology.txt").readAllBytes(), StandardCharsets.UTF_8);

        assertThat(describe()).isEqualTo(golden);
    }

    @Test
    void leavesNoNameToACounter() {
        assertThat(describe()).doesNotContainPattern("\\d{10}");
    }

    private String describe() {
        return Pipeline.topology(pipeline.registry).describe().toString();
    }
}
