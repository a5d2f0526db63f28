package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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

    @Test
    void writesAnOrderWithItsUser() {
        pipeline.insertUser(1, "Ada", 10);
        pipeline.insertOrder(7, 1, "Lamp", 20);

        assertThat(pipeline.written()).containsExactly("7: Lamp ← Ada");
    }

    @Test
    void carriesEveryColumnAndTheProvenanceOfBothRows() {
        pipeline.user(
                1L, pipeline.users.insert(pipeline.users.row(1, "Ada", "ada@example.com", 1_700_000_000_000_001L), 10));
        pipeline.order(7L, pipeline.orders.insert(pipeline.orders.row(7, 1, "Lamp", 3, 1_700_000_000_000_002L), 20));

        GenericRecord enriched = pipeline.writtenRecords().getFirst().value;
        assertThat(enriched).hasToString("""
            {"id": 7, "user_id": 1, "product_name": "Lamp", "quantity": 3, "order_date": 1700000000000002, \
            "user": {"id": 1, "name": "Ada", "email": "ada@example.com", "created_at": 1700000000000001}, \
            "order_lsn": 20, "order_committed_at": 20000, "user_lsn": 10, "user_committed_at": 10000}\
            """);
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

        assertThat(pipeline.written()).containsExactlyInAnyOrder("7: Lamp ← Ada Lovelace", "8: Desk ← Ada Lovelace");
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
        return pipeline.topology().describe().toString();
    }
}
