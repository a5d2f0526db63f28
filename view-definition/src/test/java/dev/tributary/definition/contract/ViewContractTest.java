package dev.tributary.definition.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.definition.catalogue.TableName;
import dev.tributary.definition.key.KeyType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** A view and its contract, put together without a database. */
class ViewContractTest {

    private static final Path VIEWS = Path.of("../views");

    private static final String TICKETS = """
            CREATE VIEW tickets AS
            SELECT t.no AS number, t.title, t.agent, row_to_json(a) AS who
            FROM help."Tickets" t
            LEFT JOIN (SELECT nick AS name, "code no" AS code FROM agents) a ON t.agent = a.code;
            """;

    private static final String FIELDS = """
            {"name": "number", "type": "long"},
            {"name": "title", "type": ["null", "string"], "default": null},
            {"name": "agent", "type": ["null", "long"], "default": null},
            {"name": "who", "type": ["null", {"type": "record", "name": "Who", "fields": [
              {"name": "name", "type": "string"},
              {"name": "code", "type": "long"}]}], "default": null}""";

    private static final String ORIGINS = """
            {"name": "t_lsn", "type": "long"},
            {"name": "t_committed_at", "type": "long"},
            {"name": "a_lsn", "type": ["null", "long"], "default": null},
            {"name": "a_committed_at", "type": ["null", "long"], "default": null}""";

    private static Schema contract(String fields, String origins) {
        return new Schema.Parser()
                .parse("{\"type\": \"record\", \"name\": \"Ticket\", \"fields\": [" + fields + ", " + origins + "]}");
    }

    @Test
    void theShippedView() throws IOException {
        Schema schema = new Schema.Parser().parse(Files.readString(VIEWS.resolve("enriched-orders.avsc")));
        ViewContract view = ViewContract.of(Files.readString(VIEWS.resolve("enriched-orders.sql")), schema);

        assertThat(view.name()).isEqualTo("enriched-orders");
        assertThat(view.schema()).isSameAs(schema);
        assertThat(view.base().table()).isEqualTo(new TableName("public", "orders"));
        assertThat(names(view.base().columns()))
                .containsExactly("id", "user_id", "product_name", "quantity", "order_date");
        assertThat(view.base().origin()).isEqualTo(new ViewContract.Origin("order"));
        assertThat(view.referenced()).singleElement().satisfies(users -> {
            assertThat(users.table()).isEqualTo(new TableName("public", "users"));
            assertThat(users.foreignKey().column()).isEqualTo("user_id");
            assertThat(users.primaryKey()).isEqualTo("id");
            assertThat(users.selected()).singleElement().satisfies(user -> {
                assertThat(user.isRow()).isTrue();
                assertThat(user.field().name()).isEqualTo("user");
                assertThat(names(user.columns())).containsExactly("id", "name", "email", "created_at");
            });
            assertThat(users.origin()).isEqualTo(new ViewContract.Origin("user"));
        });
    }

    /** Columns of events have the table's names, in Avro's letters; fields have the view's. */
    @Test
    void renamedColumnsOfTablesInOtherSchemas() {
        ViewContract view = ViewContract.of(TICKETS, contract(FIELDS, ORIGINS));

        assertThat(view.base().table()).isEqualTo(new TableName("help", "Tickets"));
        assertThat(names(view.base().columns())).containsExactly("no", "title", "agent");
        assertThat(view.base().columns().getFirst().field().name()).isEqualTo("number");
        assertThat(view.referenced()).singleElement().satisfies(agents -> {
            assertThat(agents.table()).isEqualTo(new TableName("public", "agents"));
            assertThat(agents.primaryKey()).isEqualTo("code_no");
            List<ViewContract.Column> columns = agents.selected().getFirst().columns();
            assertThat(names(columns)).containsExactly("nick", "code_no");
            assertThat(columns.getLast().field().name()).isEqualTo("code");
        });
    }

    @Test
    void theContractIsBesideTheSql() {
        assertThat(ViewContract.file(Path.of("views", "my.sql.sql"))).isEqualTo(Path.of("views", "my.sql.avsc"));
        assertThat(ViewContract.file(Path.of("view"))).isEqualTo(Path.of("view.avsc"));
    }

    @Test
    void refusesAContractOfAnotherView() {
        assertRefused(TICKETS, contract(FIELDS.replace("title", "subject"), ORIGINS), "subject");
        assertRefused(TICKETS, contract(FIELDS, ORIGINS.replace("a_lsn", "a_place")), "a_place");
        assertRefused(
                TICKETS,
                contract(FIELDS, ORIGINS.replace("[\"null\", \"long\"], \"default\": null", "\"long\"")),
                "a_lsn");
        assertRefused(
                TICKETS, contract(FIELDS.replace("\"code\"", "\"key\""), ORIGINS), "and the view selects [name, code]");
        assertRefused(TICKETS, Schema.create(Schema.Type.LONG), "not a record");
        assertRefused(
                TICKETS.replace("nick AS name, \"code no\" AS code", "\"code no\" AS code, nick AS name"),
                contract(FIELDS, ORIGINS),
                "the fields of who are [name, code], and the view selects [code, name]");
        assertRefused(
                TICKETS,
                contract(
                        FIELDS,
                        ORIGINS.replaceFirst("\\[\"null\", \"long\"\\], \"default\": null", "[\"long\", \"null\"]")),
                "a_lsn");
    }

    @Test
    void refusesATextThatIsNoViewAndSaysWhere() {
        Schema contract = contract(FIELDS, ORIGINS);
        assertThatThrownBy(() -> ViewContract.of(TICKETS.replace("LEFT JOIN", "JOIN"), contract))
                .isInstanceOf(ContractException.class)
                .hasMessageContaining("line 4:1")
                .hasMessageContaining("write LEFT JOIN");
    }

    /** In the order of the contract, and by the names of the table. */
    @Test
    void whatIsSelectedOfAJoinedTable() {
        String fields = FIELDS + """
                , {"name": "nick", "type": ["null", "string"], "default": null}
                , {"name": "again", "type": ["null", "Who"], "default": null}""";
        ViewContract view = ViewContract.of(
                TICKETS.replace("AS who", "AS who, a.name AS nick, row_to_json(a) AS again"),
                contract(fields, ORIGINS));

        assertThat(view.referenced().getFirst().selected())
                .extracting(selected -> selected.field().name() + names(selected.columns()) + selected.isRow())
                .containsExactly("who[nick, code_no]true", "nick[nick]false", "again[nick, code_no]true");
    }

    @Test
    void refusesAColumnOfAJoinedTableThatCannotBeNull() {
        assertRefused(
                TICKETS.replace("row_to_json(a)", "a.name"),
                contract(FIELDS.replaceFirst("(?s)\\[\"null\", \\{\"type\": \"record\".*", "\"string\"}"), ORIGINS),
                "field who cannot be null");
    }

    /** The origins are in the order of the joins, and those of this contract have the names of the others. */
    @Test
    void refusesJoinsInAnotherOrder() {
        String view = "CREATE VIEW tickets AS SELECT t.no, t.one, t.two, a.nick AS x, b.nick AS y FROM tickets t"
                + " LEFT JOIN agents %s ON %s LEFT JOIN agents %s ON %s";
        Schema contract = contract("""
                {"name": "no", "type": "long"}, {"name": "one", "type": "long"}, {"name": "two", "type": "long"},
                {"name": "x", "type": ["null", "string"]}, {"name": "y", "type": ["null", "string"]}""", ORIGINS + """
                , {"name": "b_lsn", "type": ["null", "long"]}, {"name": "b_committed_at", "type": ["null", "long"]}""");

        assertThat(ViewContract.of(view.formatted("a", "a.code = t.one", "b", "b.code = t.two"), contract)
                        .referenced())
                .extracting(ViewContract.Referenced::origin)
                .containsExactly(new ViewContract.Origin("a"), new ViewContract.Origin("b"));
        assertRefused(
                view.formatted("b", "b.code = t.two", "a", "a.code = t.one"),
                contract,
                "fields b_lsn are in the place of those of a");
    }

    @Test
    void saysOfWhatTypeKeysAre() {
        ViewContract view = ViewContract.of(TICKETS, contract(FIELDS, ORIGINS));
        assertThat(view.keyType()).isEqualTo(KeyType.INTEGER);
        assertThat(view.foreignKeys()).extracting(ViewContract.Column::keyType).containsExactly(KeyType.INTEGER);

        ViewContract texts = ViewContract.of(
                TICKETS,
                contract(
                        FIELDS.replaceFirst("\"long\"", "{\"type\": \"string\", \"logicalType\": \"uuid\"}")
                                .replaceFirst("\"long\"", "\"string\""),
                        ORIGINS));
        assertThat(texts.keyType()).isEqualTo(KeyType.UUID);
        assertThat(texts.foreignKeys()).extracting(ViewContract.Column::keyType).containsExactly(KeyType.TEXT);
    }

    @Test
    void namesAKeyThatCanBeNone() {
        ViewContract view = ViewContract.of(TICKETS, contract(FIELDS.replaceFirst("\"long\"", "\"double\""), ORIGINS));

        assertThatThrownBy(view::keyType)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the key column no must be an int, a long, a string or a uuid in the contract, and is \"double\"");
    }

    private static void assertRefused(String sql, Schema contract, String difference) {
        assertThatThrownBy(() -> ViewContract.of(sql, contract))
                .isInstanceOf(ContractException.class)
                .hasMessageContaining("is not one of the view tickets")
                .hasMessageContaining(difference);
    }

    private static List<String> names(List<ViewContract.Column> columns) {
        return columns.stream().map(ViewContract.Column::column).toList();
    }
}
