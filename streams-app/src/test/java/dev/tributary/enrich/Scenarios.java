package dev.tributary.enrich;

import static dev.tributary.enrich.Outcome.Verdict.RIGHT;
import static dev.tributary.enrich.Outcome.Verdict.STOPS;
import static dev.tributary.enrich.Outcome.Verdict.WRONG;

import dev.tributary.enrich.Outcome.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;

/** Everything that both joins are put through. */
final class Scenarios {

    private static final int FROM_THE_MIDDLE = 20;
    private static final String MENDED = "an incremental snapshot mends what was missed (recorded)";
    private static final String PLACEHOLDER = "a large value that did not change arrives as a placeholder (TOAST)";
    private static final String A_B_A = "an order goes from A to B to A while both are renamed (one task: no race)";

    private static final String DEAD_LETTERS = "DeadLettersIT.goesOnBehindWhatCannotBeProcessed";

    /** By name, the tests of {@code local-stack} in which the same happens to the real pipeline. */
    private static final Map<String, String> ON_THE_PIPELINE = Map.ofEntries(
            Map.entry("insert, update, delete", "PipelineIT.followsAnOrderFromUserToUserAndIntoDeletion"),
            Map.entry("an order's primary key changes", "ShapesOfChange.anOrderChangesItsKey"),
            Map.entry("a user's primary key changes", "ShapesOfChange.aJoinedRowChangesItsKey"),
            Map.entry("`user_id` null, to null, from null", "ShapesOfChangeIT.anOrderHasNoUserAndHasOneAndHasNone"),
            Map.entry("a user comes after the order", "ShapesOfChange.aJoinedRowComesLateAndGoesAndComesAgain"),
            Map.entry("a user is deleted and inserted again", "ShapesOfChange.aJoinedRowComesLateAndGoesAndComesAgain"),
            Map.entry(A_B_A, "ShapesOfChange.ordersGoToAndFroWhileWhatTheyReferToChanges"),
            Map.entry(PLACEHOLDER, "LargeValuesIT.areKeptWhenAnotherColumnChanges"),
            Map.entry("a column is added, then a user renamed", "SchemaChangesIT.columnsComeAndGoWhileRowsChange"),
            Map.entry(
                    "a column that is shown is dropped or renamed", "SchemaChangesIT.columnsHaveAnotherNameForAWhile"),
            Map.entry(MENDED, "ShapesOfChangeIT.aTableIsReadOnceMoreWhenItIsAskedFor"),
            Map.entry("`TRUNCATE`, if it is captured", "PipelineIT.refusesToTruncateACapturedTable"),
            Map.entry("an integer column is widened to `bigint`", "DeadLettersIT.aQuantityOutgrowsTheContract"),
            Map.entry(
                    "a connector made anew, a row deleted meanwhile (recorded)",
                    "SweepIT.rowsThatWereDeletedWhileNothingWasCapturedGo"),
            Map.entry("bytes that are no Avro", DEAD_LETTERS),
            Map.entry("a schema id that the registry does not know", DEAD_LETTERS),
            Map.entry("a change under another row's key", DEAD_LETTERS));

    private final List<Scenario> all = new ArrayList<>();

    static List<Scenario> all() {
        Scenarios scenarios = new Scenarios();
        scenarios.addShapesOfChange();
        scenarios.addSchemaChanges();
        scenarios.addReplays();
        scenarios.addBadRecords();
        return scenarios.all;
    }

    private void add(
            String name, Verdict naive, Verdict tributary, Map<Long, String> database, Consumer<JoinUnderTest> script) {
        all.add(new Scenario(name, script, database, naive, tributary, ON_THE_PIPELINE.getOrDefault(name, "")));
    }

    private void addShapesOfChange() {
        add("insert, update, delete", RIGHT, RIGHT, Map.of(7L, "Desk × 1 ← Grace"), join -> {
            join.insertUser(1, "Ada", 10);
            join.insertOrder(7, 1, "Lamp", 20);
            join.insertOrder(8, 1, "Chair", 21);
            join.updateOrder(7, 1, "Desk", 22);
            join.updateUser(1, "Grace", 23);
            join.deleteOrder(8, 24);
        });
        add("an order's primary key changes", RIGHT, RIGHT, Map.of(9L, "Lamp × 1 ← Ada"), join -> {
            join.insertUser(1, "Ada", 10);
            join.insertOrder(7, 1, "Lamp", 20);
            join.deleteOrder(7, 30);
            join.insertOrder(9, 1, "Lamp", 30);
        });
        add("a user's primary key changes", RIGHT, RIGHT, Map.of(7L, "Lamp × 1 ← Ada"), join -> {
            join.insertUser(1, "Ada", 10);
            join.insertOrder(7, 1, "Lamp", 20);
            join.deleteUser(1, 30);
            join.insertUser(2, "Ada", 30);
            join.updateOrder(7, 2, "Lamp", 31);
        });
        add(
                "`user_id` null, to null, from null",
                RIGHT,
                RIGHT,
                Map.of(7L, "Lamp × 1 ← nobody", 8L, "Desk × 1 ← Ada"),
                join -> {
                    join.insertUser(1, "Ada", 10);
                    join.insertOrder(7, 1, "Lamp", 20);
                    join.insertOrder(8, null, "Desk", 21);
                    join.updateOrder(7, null, "Lamp", 22);
                    join.updateOrder(8, 1, "Desk", 23);
                });
        add("a user comes after the order", RIGHT, RIGHT, Map.of(7L, "Lamp × 1 ← Ada"), join -> {
            join.insertOrder(7, 1, "Lamp", 20);
            join.insertUser(1, "Ada", 30);
        });
        add("a user is deleted and inserted again", RIGHT, RIGHT, Map.of(7L, "Lamp × 1 ← Back"), join -> {
            join.insertUser(1, "Ada", 10);
            join.insertOrder(7, 1, "Lamp", 20);
            join.deleteUser(1, 30);
            join.insertUser(1, "Back", 40);
        });
        add(A_B_A, RIGHT, RIGHT, Map.of(7L, "Lamp × 1 ← A3"), join -> {
            join.insertUser(1, "A1", 10);
            join.insertUser(2, "B1", 11);
            join.insertOrder(7, 1, "Lamp", 20);
            join.updateOrder(7, 2, "Lamp", 21);
            join.updateUser(1, "A2", 22);
            join.updateUser(2, "B2", 23);
            join.updateOrder(7, 1, "Lamp", 24);
            join.updateUser(2, "B3", 25);
            join.updateUser(1, "A3", 26);
        });
        add(PLACEHOLDER, WRONG, RIGHT, Map.of(7L, "Lamp × 5 ← Ada"), join -> {
            join.insertUser(1, "Ada", 10);
            join.insertOrder(7, 1, "Lamp", 20);
            join.order(7L, join.orders().update(join.orders().row(7, 1, CapturedTable.UNAVAILABLE, 5, 2L), 21));
        });
    }

    private void addSchemaChanges() {
        add("a column is added, then a user renamed", RIGHT, RIGHT, Map.of(7L, "Lamp × 1 ← Grace"), join -> {
            join.insertUser(1, "Ada", 10);
            join.insertOrder(7, 1, "Lamp", 20);
            ChangeEvents altered = ChangeEvents.ofOrders(join.registry(), fields -> fields.optionalString("note"));
            join.order(7L, altered.update(altered.row(7, 1, "Lamp", 1, 2L, "new"), 30));
            join.updateUser(1, "Grace", 40);
        });
        add("a column that is shown is dropped or renamed", STOPS, RIGHT, Map.of(7L, "nothing × 1 ← Grace"), join -> {
            join.insertUser(1, "Ada", 10);
            join.insertOrder(7, 1, "Lamp", 20);
            altered(join, orders().optionalString("title").optionalInt("quantity"), 7, 1, "Desk", 1);
            join.updateUser(1, "Grace", 40);
        });
        add("an integer column is widened to `bigint`", RIGHT, RIGHT, Map.of(7L, "Lamp × 5 ← Ada"), join -> {
            join.insertUser(1, "Ada", 10);
            join.insertOrder(7, 1, "Lamp", 20);
            altered(join, orders().optionalString("product_name").optionalLong("quantity"), 7, 1, "Lamp", 5L);
        });
        add("the key columns are widened to `bigint`", STOPS, RIGHT, Map.of(7L, "Lamp × 5 ← Ada"), join -> {
            join.insertUser(1, "Ada", 10);
            join.insertOrder(7, 1, "Lamp", 20);
            Schema wide = SchemaBuilder.record("Value")
                    .namespace("cdc.public.orders")
                    .fields()
                    .requiredLong("id")
                    .optionalLong("user_id")
                    .optionalString("product_name")
                    .optionalInt("quantity")
                    .endRecord();
            ChangeEvents altered = ChangeEvents.of("orders", wide, join.registry());
            join.order(7L, altered.update(altered.row(7L, 1L, "Lamp", 5), 30));
        });
    }

    private static SchemaBuilder.FieldAssembler<Schema> orders() {
        return SchemaBuilder.record("Value")
                .namespace("cdc.public.orders")
                .fields()
                .requiredInt("id")
                .optionalInt("user_id");
    }

    private static void altered(JoinUnderTest join, SchemaBuilder.FieldAssembler<Schema> fields, Object... row) {
        ChangeEvents altered = ChangeEvents.of("orders", fields.endRecord(), join.registry());
        GenericRecord after = altered.row(row);
        join.order(7L, altered.update(after, 30));
    }

    private void addReplays() {
        add(
                "a user is delivered twice, with two orders",
                RIGHT,
                RIGHT,
                Map.of(7L, "Lamp × 1 ← Ada", 8L, "Desk × 1 ← Ada"),
                join -> {
                    join.insertOrder(7, 1, "Lamp", 20);
                    join.insertOrder(8, 1, "Desk", 21);
                    join.insertUser(1, "Ada", 30);
                    join.insertUser(1, "Ada", 30);
                });
        Recorded history = Recorded.load("history");
        add("a recorded history", RIGHT, RIGHT, rows(history), join -> join.deliver(history, history.events()));
        add("… and its end is delivered again", RIGHT, RIGHT, rows(history), join -> {
            join.deliver(history, history.events());
            join.deliver(history, tail(history));
        });
        add("… and again only in part: the connector dies meanwhile", WRONG, RIGHT, rows(history), join -> {
            join.deliver(history, history.events());
            join.deliver(history, tail(history).subList(0, FROM_THE_MIDDLE / 2));
        });
        add("a deleted order's insert is delivered again", WRONG, RIGHT, Map.of(), join -> {
            join.insertOrder(7, null, "Lamp", 20);
            join.deleteOrder(7, 30);
            join.insertOrder(7, null, "Lamp", 20);
        });
        add("only the tombstone of a deletion is left after compaction", RIGHT, RIGHT, Map.of(), join -> {
            join.insertOrder(7, null, "Lamp", 20);
            join.order(7L, null);
        });
        recorded(MENDED, "incremental-snapshot", RIGHT, RIGHT);
        recorded("a connector made anew, a row deleted meanwhile (recorded)", "another-snapshot", WRONG, WRONG);
        recorded("a restore from a backup, a new snapshot (recorded)", "restored", RIGHT, RIGHT);
        recorded("failover to a standby that had everything (recorded)", "failed-over", RIGHT, RIGHT);
        recorded(
                "failover to a standby that was behind, and had never seen an order (recorded)",
                "failed-over-behind",
                WRONG,
                WRONG);
        recorded("a transaction is open while the slot is made (recorded)", "straddled", RIGHT, RIGHT);
    }

    private void recorded(String name, String file, Verdict naive, Verdict tributary) {
        Recorded recorded = Recorded.load(file);
        add(name, naive, tributary, rows(recorded), join -> join.deliver(recorded, recorded.events()));
    }

    private static List<Recorded.Event> tail(Recorded recorded) {
        List<Recorded.Event> events = recorded.events();
        return events.subList(events.size() - FROM_THE_MIDDLE, events.size());
    }

    private static Map<Long, String> rows(Recorded recorded) {
        Map<Long, String> rows = new TreeMap<>();
        recorded.rows().forEach((id, row) -> {
            String[] columns = row.split("\t", -1);
            boolean nobody = columns[4].equals("null");
            rows.put(id, JoinUnderTest.row(columns[1], columns[2], nobody ? "nobody" : columns[4]));
        });
        return rows;
    }

    private void addBadRecords() {
        add("`TRUNCATE`, if it is captured", WRONG, WRONG, Map.of(), join -> {
            join.insertOrder(7, null, "Lamp", 20);
            join.order(null, join.orders().event("t", null, "false", 30L, 30));
        });
        Map<Long, String> lamp = Map.of(7L, "Lamp × 1 ← nobody", 8L, "Desk × 1 ← nobody");
        add("bytes that are no Avro", STOPS, RIGHT, lamp, join -> {
            join.insertOrder(7, null, "Lamp", 20);
            join.order(9L, ChangeEvents.garbage());
            join.insertOrder(8, null, "Desk", 30);
        });
        add("a schema id that the registry does not know", STOPS, RIGHT, lamp, join -> {
            join.insertOrder(7, null, "Lamp", 20);
            join.order(9L, new byte[] {0, 0, 0, 39, 15, 2});
            join.insertOrder(8, null, "Desk", 30);
        });
        add("a change under another row's key", WRONG, RIGHT, lamp, join -> {
            join.insertOrder(7, null, "Lamp", 20);
            join.insertOrder(8, null, "Desk", 30);
            join.order(8L, join.orders().insert(join.orders().row(9, null, "Vase", 1, 2L), 40));
        });
        add("an insert without a row", WRONG, RIGHT, lamp, join -> {
            join.insertOrder(7, null, "Lamp", 20);
            join.insertOrder(8, null, "Desk", 30);
            join.order(8L, join.orders().event("u", null, "false", 40L, 40));
        });
    }
}
