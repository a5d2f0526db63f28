package dev.tributary.definition.resolved;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.definition.SampleTables;
import dev.tributary.definition.catalogue.Column;
import dev.tributary.definition.catalogue.Table;
import dev.tributary.definition.catalogue.TableName;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ResolverTest {

    private static final SampleTables TABLES = new SampleTables()
            .with("orders", "id int8!", "user_id int4", "code text", "u text", "a-b text")
            .with("users", "id int4!", "name text", "city money")
            .with("codes", "id uuid!", "name text")
            .with("carts", "id int8!", "order_id int8")
            .with("odd", "id int4!", "a-b text")
            .with("priced", "id numeric!", "name text")
            .with(new TableName("sales", "trades"), "id int8!")
            .with("twins", "id int4!", "a-b text", "a_b text");

    static Stream<Arguments> refusedViews() {
        return Stream.of(
                Arguments.of(
                        "SELECT o.id, o.user_id, x.name FROM nowhere o LEFT JOIN users x ON x.id = o.user_id",
                        "1:54",
                        "there is no table \"nowhere\""),
                Arguments.of(
                        "SELECT o.id, o.user_id, x.name FROM s.nowhere o LEFT JOIN users x ON x.id = o.user_id",
                        "1:56",
                        "there is no table \"s\".\"nowhere\""),
                Arguments.of(
                        "SELECT o.id, o.user_id, o.nothing, x.name FROM orders o LEFT JOIN users x ON x.id = o.user_id",
                        "1:44",
                        "no column \"nothing\""),
                Arguments.of(
                        "SELECT o.user_id, x.name FROM orders o LEFT JOIN users x ON x.id = o.user_id",
                        "1:48",
                        "does not select the primary key"),
                Arguments.of(
                        "SELECT o.user_id, o.id, x.name FROM orders o LEFT JOIN users x ON x.id = o.user_id",
                        "1:27",
                        "first column of the view is not the primary key"),
                Arguments.of(
                        "SELECT o.id, x.name FROM trades o LEFT JOIN users x ON x.id = o.id",
                        "1:43",
                        "is sales.trades by the search path of this session"),
                Arguments.of(
                        "SELECT o.id, o.name, x.name AS n FROM priced o LEFT JOIN users x ON x.id = o.id",
                        "1:56",
                        "cannot be a key: its type is numeric"),
                Arguments.of(
                        "SELECT o.id, o.user_id, x.name FROM orders o LEFT JOIN users x ON x.name = o.user_id",
                        "1:84",
                        "users.name is not the primary key"),
                Arguments.of(
                        "SELECT o.id, c.id AS cart FROM orders o LEFT JOIN carts c ON c.order_id = o.id",
                        "1:79",
                        "public.carts.order_id refers to public.orders, so that any number of rows would be joined to one"),
                Arguments.of(
                        "SELECT o.id, o.code, x.name FROM orders o LEFT JOIN codes x ON x.id = o.code",
                        "1:88",
                        "o.code of type text does not refer to a key of type uuid"),
                Arguments.of(
                        "SELECT o.id, o.user_id, x.city FROM orders o LEFT JOIN users x ON x.id = o.user_id",
                        "1:42",
                        "users.city is of type money"),
                Arguments.of(
                        "SELECT o.id, o.user_id, x FROM orders o LEFT JOIN users x ON x.id = o.user_id",
                        "1:42",
                        "users.city is of type money"),
                Arguments.of(
                        "SELECT o.id, o.user_id, x FROM orders o LEFT JOIN odd x ON x.id = o.user_id",
                        "1:42",
                        "Avro cannot have a field \"a-b\""),
                Arguments.of(
                        "SELECT o.id, o.user_id, u AS user FROM orders o LEFT JOIN odd u ON u.id = o.user_id",
                        "1:42",
                        "\"u\" is a column of public.orders"),
                Arguments.of(
                        "SELECT t.id, t.\"a-b\" AS x, t.a_b, u.name FROM twins t LEFT JOIN users u ON u.id = t.id",
                        "1:64",
                        "\"a-b\" and \"a_b\" of public.twins have the same name"));
    }

    @ParameterizedTest
    @MethodSource("refusedViews")
    void isRefusedWhereItIsWrong(String query, String at, String problem) {
        assertThat(TABLES.refusals("CREATE VIEW v AS " + query).getFirst())
                .returns(at, refusal -> refusal.at().toString())
                .extracting(refusal -> refusal.problem())
                .asString()
                .contains(problem);
    }

    @Test
    void aWholeRowHasAllColumnsOfItsTable() {
        ResolvedView view = SampleTables.SHOP.resolved(
                "CREATE VIEW v AS SELECT o.id, o.user_id AS customer, u AS user, u.name AS n FROM orders o"
                        + " LEFT JOIN users u ON o.user_id = u.id");

        assertThat(view.key().name()).isEqualTo("id");
        assertThat(view.joins().getFirst().foreignKey().name()).isEqualTo("customer");
        assertThat(view.columns()).extracting(OutputColumn::name).containsExactly("id", "customer", "user", "n");
        assertThat(((OutputColumn.Row) view.columns().get(2)).columns())
                .extracting(NamedColumn::name)
                .containsExactly("id", "name", "email", "created_at");
    }

    @Test
    void aSubSelectHasItsColumnsUnderItsNames() {
        ResolvedView view = SampleTables.SHOP.resolved(
                "CREATE VIEW v AS SELECT o.id, o.user_id, row_to_json(c) AS customer, c.label FROM orders o"
                        + " LEFT JOIN (SELECT name AS label, id AS number FROM users) c ON c.number = o.user_id");

        assertThat(view.joins().getFirst().primaryKey().name()).isEqualTo("id");
        assertThat(((OutputColumn.Row) view.columns().get(2)).columns())
                .extracting(NamedColumn::name)
                .containsExactly("label", "number");
        assertThat(((OutputColumn.OfJoined) view.columns().get(3)).column().name())
                .isEqualTo("name");
    }

    /** The primary key is needed even if the view does not select it. */
    @Test
    void capturesOfASubSelectWhatTheViewSelects() {
        SampleTables tables = new SampleTables()
                .with("trades", "id int8!", "shop int8", "note text")
                .with("shops", "id int8!", "town text", "rent int4");
        ResolvedView view = tables.resolved("CREATE VIEW v AS SELECT t.id, t.shop, s.city FROM trades t"
                + " LEFT JOIN (SELECT id AS number, town AS city, rent FROM shops) s ON s.number = t.shop");

        assertThat(view.tables().stream().map(table -> names(view, table)))
                .containsExactly(List.of("id", "shop"), List.of("id", "town"));
    }

    @Test
    void capturesTheWholeRowOfATable() {
        SampleTables tables = new SampleTables()
                .with("trades", "id int8!", "shop int8")
                .with("shops", "id int8!", "town text", "rent int4");
        ResolvedView view = tables.resolved(
                "CREATE VIEW v AS SELECT t.id, t.shop, s AS place FROM trades t LEFT JOIN shops s ON s.id = t.shop");

        assertThat(names(view, view.tables().getLast())).containsExactly("id", "town", "rent");
    }

    private static List<String> names(ResolvedView view, Table table) {
        return view.captured(table).stream().map(Column::name).toList();
    }

    @Test
    void capturesTheColumnsOfATableThatIsJoinedToItselfOnce() {
        SampleTables tables = new SampleTables().with("staff", "id int8!", "boss int8", "name text", "salary int4");
        ResolvedView view = tables.resolved(
                "CREATE VIEW v AS SELECT s.id, s.boss, b.name FROM staff s" + " LEFT JOIN staff b ON b.id = s.boss");

        assertThat(view.tables()).hasSize(1);
        Table table = view.tables().getFirst();
        assertThat(view.captured(table)).extracting(Column::name).containsExactly("id", "boss", "name");
    }
}
