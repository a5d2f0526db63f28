package dev.tributary.definition.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tributary.definition.SampleTables;
import dev.tributary.definition.resolved.ResolvedView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/**
 * Two tables that are joined in either order, each with a single column or as a row that has the name of either alias, or another one; and
 * every contract that such definitions come to, one after the other.
 */
class CheckedContractTest {

    private static final SampleTables TABLES = new SampleTables()
            .with("items", "id int8!", "buyer int8", "seller int8")
            .with("users", "id int8!", "name text");

    private static final List<String> JOINS =
            List.of(" LEFT JOIN users b ON b.id = i.buyer", " LEFT JOIN users s ON s.id = i.seller");

    private static final List<ResolvedView> VIEWS = views();

    private static List<ResolvedView> views() {
        List<ResolvedView> views = new ArrayList<>();
        for (List<String> joins : List.of(JOINS, JOINS.reversed())) {
            for (String b : List.of("b.name AS n1", "b AS b", "b AS s", "b AS x")) {
                for (String s : List.of("s.name AS n2", "s AS b", "s AS s", "s AS x")) {
                    // Two columns have no name in common.
                    if (!b.endsWith(s.substring(s.length() - 2))) {
                        views.add(TABLES.resolved("CREATE VIEW v AS SELECT i.id, i.buyer AS seller, i.seller AS buyer, "
                                + b + ", " + s + " FROM items i" + String.join("", joins)));
                    }
                }
            }
        }
        return views;
    }

    /** All that can be written, whatever was there before. */
    private static Set<Schema> contracts() {
        Set<Schema> all = new LinkedHashSet<>();
        Deque<Optional<Schema>> next = new ArrayDeque<>(List.of(Optional.empty()));
        while (!next.isEmpty()) {
            Optional<Schema> committed = next.remove();
            for (ResolvedView view : VIEWS) {
                Schema written = Contract.of(view, committed).schema();
                if (all.add(written)) {
                    next.add(Optional.of(written));
                }
            }
        }
        return all;
    }

    @Test
    void theApplicationTakesWhatACheckAccepts() {
        Set<Schema> contracts = contracts();
        int accepted = 0;
        for (Schema committed : contracts) {
            for (ResolvedView view : VIEWS) {
                if (Contract.of(view, Optional.of(committed)).differences().isEmpty()) {
                    accepted++;
                    assertThatCode(() -> ViewContract.of(view.definition(), committed))
                            .as(() -> view.definition().toSql() + " with " + committed)
                            .doesNotThrowAnyException();
                }
            }
        }
        assertThat(accepted).isGreaterThanOrEqualTo(contracts.size());
    }

    @Test
    void aCheckAcceptsWhatIsWritten() {
        for (Schema committed : contracts()) {
            for (ResolvedView view : VIEWS) {
                Schema written = Contract.of(view, Optional.of(committed)).schema();
                assertThat(Contract.of(view, Optional.of(written)).differences())
                        .as(() -> view.definition().toSql() + " with " + written + ", and before " + committed)
                        .isEmpty();
            }
        }
    }

    /** The view has a column of the other row, whose table is called as this row is. */
    @Test
    void aRowMayHaveTheNameOfTheOthersTable() {
        ResolvedView view =
                TABLES.resolved("CREATE VIEW v AS SELECT i.id, i.buyer, i.seller, b AS s, s.name AS n FROM items i"
                        + String.join("", JOINS));

        Schema schema = Contract.of(view, Optional.empty()).schema();

        assertThat(ViewContract.of(view.definition(), schema).referenced())
                .extracting(
                        join -> join.foreignKey().column() + " " + join.origin().prefix())
                .containsExactly("buyer b", "seller s");
    }

    /** Rows whose names are those of each other's tables. */
    @Test
    void rowsMayHaveEachOthersNames() {
        ResolvedView view =
                TABLES.resolved("CREATE VIEW v AS SELECT i.id, i.buyer, i.seller, b AS s, s AS b FROM items i"
                        + String.join("", JOINS));

        Schema schema = Contract.of(view, Optional.empty()).schema();

        assertThat(ViewContract.of(view.definition(), schema).referenced())
                .extracting(
                        join -> join.foreignKey().column() + " " + join.origin().prefix())
                .containsExactly("buyer s", "seller b");
    }

    /** The contract was written when the view had single columns of the rows. */
    @Test
    void joinsInAnotherOrderAreFoundByTheirAliases() {
        String columns = "CREATE VIEW v AS SELECT i.id, i.buyer, i.seller, b.name AS n1, s.name AS n2%s FROM items i";
        ResolvedView before = TABLES.resolved(columns.formatted("") + String.join("", JOINS));
        String more = columns.formatted(", b AS x, s AS y");
        Schema committed = Contract.of(
                        TABLES.resolved(more + String.join("", JOINS)),
                        Optional.of(Contract.of(before, Optional.empty()).schema()))
                .schema();
        ResolvedView other = TABLES.resolved(more + String.join("", JOINS.reversed()));

        assertThat(committed.getFields()).extracting(Schema.Field::name).contains("b_lsn", "s_lsn");
        assertThat(Contract.of(other, Optional.of(committed)).differences())
                .containsExactly("field s_lsn is in another place: the contract has b_lsn there");
    }
}
