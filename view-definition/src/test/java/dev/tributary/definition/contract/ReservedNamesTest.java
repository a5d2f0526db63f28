package dev.tributary.definition.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.definition.Refusal;
import dev.tributary.definition.SampleTables;
import dev.tributary.definition.resolved.ResolvedView;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** Which names a view cannot have that is served over HTTP, and where they are. */
class ReservedNamesTest {

    private static final SampleTables TABLES = new SampleTables()
            .with("orders", "id int8!", "state text", "note text")
            .with("states", "code text!", "name text")
            .with("notes", "limit text!", "state text")
            .with("health", "id int8!", "state text")
            .with("topology", "code text!", "name text");

    private static List<Refusal> refusals(String query) {
        ResolvedView view = TABLES.resolved("CREATE VIEW v AS\n" + query);
        Schema contract = Contract.of(view, Optional.empty()).schema();
        return ReservedNames.refusals(view.definition(), ViewContract.of(view.definition(), contract));
    }

    @Test
    void aForeignKeyIsNoParameterThatTheApiHas() {
        assertThat(refusals("SELECT o.id, o.state, s.name FROM orders o LEFT JOIN states s ON s.code = o.state"))
                .extracting(refusal -> refusal.in("v.sql"))
                .containsExactly(
                        "v.sql:2:16: the HTTP API uses the name of the column state itself; give it another name by AS, such as AS o_state");
        assertThat(refusals(
                        "SELECT o.id, o.state AS o_state, s.name FROM orders o LEFT JOIN states s ON s.code = o.state"))
                .isEmpty();
        assertThat(refusals(
                        "SELECT o.id, o.note AS \"after\", s.name FROM orders o LEFT JOIN states s ON s.code = o.note"))
                .singleElement()
                .returns("2:24", refusal -> refusal.at().toString());
    }

    /** One that is a number is in the path alone. */
    @Test
    void aTextKeyIsNoParameterThatAPageHas() {
        assertThat(
                        refusals(
                                "SELECT n.\"limit\", n.state AS st, s.name FROM notes n LEFT JOIN states s ON s.code = n.state"))
                .singleElement()
                .returns("2:10", refusal -> refusal.at().toString())
                .extracting(Refusal::problem)
                .asString()
                .contains("column limit");
        assertThat(refusals(
                        "SELECT o.id AS \"limit\", o.note, s.name FROM orders o LEFT JOIN states s ON s.code = o.note"))
                .isEmpty();
    }

    @Test
    void aTableHasNoPathThatTheApiHas() {
        assertThat(refusals(
                        "SELECT h.id, h.state AS st, t.name FROM health h LEFT JOIN topology t ON t.code = h.state"))
                .extracting(refusal -> refusal.at() + " " + refusal.problem())
                .containsExactly(
                        "2:41 the HTTP API uses the name of the table health itself",
                        "2:60 the HTTP API uses the name of the table topology itself");
    }

    @Test
    void aRowHasNoNameThatTheApiHas() {
        ResolvedView view = TABLES.resolved(
                "CREATE VIEW v AS SELECT o.id, o.note, s.name FROM orders o LEFT JOIN states s ON s.code = o.note");
        Schema contract = new Schema.Parser()
                .parse(Contract.of(view, Optional.empty()).schema().toString().replace("\"orders_", "\"Page_"));

        assertThat(ReservedNames.in(ViewContract.of(view.definition(), contract)))
                .containsExactly("prefix Page in the contract");
        assertThat(ReservedNames.refusals(view.definition(), ViewContract.of(view.definition(), contract)))
                .extracting(refusal -> refusal.in("v.sql"))
                .containsExactly("v.sql:1:51: the HTTP API uses the name of the prefix Page in the contract itself;"
                        + " give its fields another prefix in the contract: Page_row_lsn, Page_row_committed_at");
    }
}
