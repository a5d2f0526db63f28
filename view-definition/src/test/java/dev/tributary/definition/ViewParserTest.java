package dev.tributary.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewParserTest {

    private static final String VIEW = """
            CREATE VIEW "enriched-orders" AS
            SELECT o.id, o.user_id, o.total AS amount, u AS "user"
            FROM orders o
            LEFT JOIN users u ON u.id = o.user_id;
            """;

    static ViewDefinition parsed(String text) {
        ParseResult result = ViewParser.parse(text);
        assertThat(result).isInstanceOf(ParseResult.Parsed.class);
        return ((ParseResult.Parsed) result).view();
    }

    private static List<String> columns(ViewDefinition view) {
        return view.items().stream().map(item -> item.name().text()).toList();
    }

    @Test
    void readsTablesJoinsAndColumns() {
        ViewDefinition view = parsed(VIEW);

        assertThat(view.name()).isEqualTo(new Name("enriched-orders", new Position(1, 13)));
        assertThat(view.base().table()).hasToString("orders");
        assertThat(columns(view)).containsExactly("id", "user_id", "amount", "user");
        Join join = view.joins().getFirst();
        assertThat(join.joined().table().table()).hasToString("users");
        assertThat(join.joinedSide()).hasToString("u.id");
        assertThat(join.baseSide()).hasToString("o.user_id");
        assertThat(view.items().getLast()).isInstanceOf(SelectItem.Row.class);
    }

    @Test
    void readsTheViewThatIsShipped() throws Exception {
        ViewDefinition view = parsed(Files.readString(Path.of("../views/enriched-orders.sql")));

        assertThat(view.name()).hasToString("enriched-orders");
        assertThat(columns(view)).containsExactly("id", "user_id", "product_name", "quantity", "order_date", "user");
    }

    @Test
    void theSidesOfAConditionMayBeInEitherOrder() {
        Join join = parsed(VIEW.replace("u.id = o.user_id", "o.user_id = u.id"))
                .joins()
                .getFirst();

        assertThat(join.joinedSide()).hasToString("u.id");
        assertThat(join.baseSide()).hasToString("o.user_id");
    }

    @Test
    void joinsOneTableTwice() {
        ViewDefinition view = parsed("""
                CREATE VIEW trades AS
                SELECT t.id, t.buyer_id, t.seller_id, buyer, seller.name AS seller_name
                FROM trades t
                LEFT JOIN users buyer ON buyer.id = t.buyer_id
                LEFT JOIN users AS seller ON t.seller_id = seller.id""");

        assertThat(view.joins())
                .extracting(join -> join.joined().table().table().text())
                .containsExactly("users", "users");
        assertThat(columns(view)).containsExactly("id", "buyer_id", "seller_id", "buyer", "seller_name");
    }

    @Test
    void joinsATableToItself() {
        ViewDefinition view = parsed("CREATE VIEW staff AS SELECT e.id, e.manager_id, m AS manager FROM employees e"
                + " LEFT OUTER JOIN employees m ON m.id = e.manager_id");

        assertThat(view.base().table().text())
                .isEqualTo(view.joins().getFirst().joined().table().table().text());
    }

    @Test
    void joinsASubSelectThatNamesColumns() {
        ViewDefinition view = parsed("""
                CREATE VIEW v AS
                SELECT o.id, o.customer_id, row_to_json(c) AS customer, c.label
                FROM shop.orders AS o
                LEFT JOIN (SELECT x.id, name AS label FROM shop.customers AS x) AS c ON c.id = o.customer_id""");

        assertThat(view.base().quoted()).isEqualTo("\"shop\".\"orders\"");
        JoinedTable.Part part = (JoinedTable.Part) view.joins().getFirst().joined();
        assertThat(part.table().quoted()).isEqualTo("\"shop\".\"customers\"");
        assertThat(part.column("label")).map(ColumnReference::toString).isEqualTo(Optional.of("name"));
        assertThat(part.column("name")).isEmpty();
    }

    @Test
    void namesAreInLowerCaseUnlessQuoted() {
        ViewDefinition view =
                parsed("create view V as select T.ID, t.\"Id\" as \"ID2\", \"T\".\"x\"\"y\" AS XY, t.Tid from \"Tab\" T"
                        + " left join \"B c\" \"T\" on \"T\".\"x\"\"y\" = t.TID");

        assertThat(view.name()).hasToString("v");
        assertThat(view.base().quoted()).isEqualTo("\"Tab\"");
        assertThat(view.joins().getFirst().joinedSide()).hasToString("T.x\"y");
        assertThat(columns(view)).containsExactly("id", "ID2", "xy", "tid");
    }

    /** Words that JSqlParser takes for its own, and any word after AS and after a point, where PostgreSQL takes it for a name. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT id, public, start, final, force FROM t",
                "SELECT id, n AS start, m AS public, k final FROM t",
                "SELECT id, n AS order, m AS select, k AS \"where\" FROM t",
                "SELECT t.id, t.order, t.user, t.from FROM t",
                "SELECT id, type, value, key, date, interval FROM view",
                "SELECT semi.id FROM t semi",
                "SELECT id FROM t start"
            })
    void aWordThatIsANameInPostgresIsOneHere(String query) {
        assertThat(ViewParser.read("CREATE VIEW v AS " + query).toSql()).startsWith("CREATE VIEW \"v\" AS\nSELECT \"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\ufeffCREATE VIEW v AS SELECT id FROM t;",
                "-- a view\r\nCREATE VIEW v AS\r\nSELECT id -- the key\r\nFROM t\r\n;\r\n-- done",
                "/* a /* nested */ comment; */ CREATE/**/VIEW v\tAS SELECT\n\n\nid\fFROM t /* ' */ ; /* end */",
                "CREATE VIEW v AS SELECT id FROM t"
            })
    void blanksCommentsAndLineEndsDoNotMatter(String text) {
        assertThat(ViewParser.read(text).toSql()).isEqualTo("CREATE VIEW \"v\" AS\nSELECT \"id\"\nFROM \"t\";\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void countsLinesByAnyLineEnd(String end) {
        String text = String.join(end, "\ufeffCREATE VIEW v AS", "SELECT id, \"ä😀\" AS x,", "  count(id) FROM t");

        assertThat(ViewParser.parse(text))
                .isInstanceOfSatisfying(
                        ParseResult.Refused.class,
                        refused ->
                                assertThat(refused.refusals().getFirst().at()).hasToString("3:3"));
        assertThat(ViewParser.parse(text.replace("AS x,", "AS x, +").replace("count(id)", "n")))
                .isInstanceOfSatisfying(
                        ParseResult.Refused.class,
                        refused ->
                                assertThat(refused.refusals().getFirst().at()).hasToString("2:23"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                VIEW,
                "CREATE VIEW v AS SELECT id, \"A\"\"b\" AS ab FROM \"my schema\".\"my table\"",
                "CREATE VIEW v AS SELECT o.id, o.c, row_to_json(c) AS customer FROM s.o AS o"
                        + " LEFT JOIN (SELECT id, name AS n FROM c) c ON o.c = c.id LEFT OUTER JOIN u ON u.id = o.c",
            })
    void theSqlOfADefinitionIsTheSameDefinition(String text) {
        if (text.contains("OUTER")) {
            text = text.replace("row_to_json(c)", "u, row_to_json(c)");
        }
        String sql = ViewParser.read(text).toSql();

        assertThat(ViewParser.read(sql).toSql()).isEqualTo(sql);
        assertThat(Lexer.tokens(new SourceText(sql)).stream()
                        .filter(Token::isName)
                        .map(Token::text))
                .containsExactlyElementsOf(Lexer.tokens(new SourceText(text)).stream()
                        .filter(Token::isName)
                        .map(Token::text)
                        .toList());
    }

    @Test
    void saysEverythingThatIsWrongInTheOrderOfTheText() {
        ParseResult result = ViewParser.parse("""
                CREATE VIEW "a b" AS
                SELECT o.id, x.name, u.name
                FROM orders o
                LEFT JOIN users u ON u.id = o.user_id""");

        assertThat(((ParseResult.Refused) result).refusals())
                .extracting(refusal -> refusal.at().toString())
                .containsExactly("1:13", "2:14", "2:24", "4:29");
        assertThat(((ParseResult.Refused) result).refusals().getFirst().in("views/v.sql"))
                .startsWith("views/v.sql:1:13: the view's name is that of its topic")
                .contains("; use letters");
    }

    /** Whatever a parser drops: the definition that it leaves is not all of the text. */
    @Test
    void aTextThatSaysMoreThanItsDefinitionIsRefused() {
        ViewDefinition view = ViewParser.read("CREATE VIEW v AS SELECT t.id FROM t");

        for (String text : List.of(
                "SELECT t.id FROM ONLY t",
                "SELECT ALL t.id FROM t",
                "SELECT t.id FROM t WHERE x",
                "SELECT t.id, t.n FROM t",
                "SELECT t.id FROM t AS s",
                "SELECT t.id",
                "SELECT t.\"ID\" FROM t")) {
            List<Token> query = Statement.of(Lexer.tokens(new SourceText("CREATE VIEW v AS " + text)))
                    .query();
            assertThatThrownBy(() -> SourceComparison.refuseDifference(query, view))
                    .as(text)
                    .isInstanceOf(RefusedException.class);
        }
        SourceComparison.refuseDifference(
                Statement.of(Lexer.tokens(new SourceText("CREATE VIEW v AS SELECT t.id FROM t")))
                        .query(),
                view);
    }

    @Test
    void theQueryForPostgresIsTheTextItself() {
        QueryText query = ViewParser.query("\ufeffCREATE VIEW v AS\r\nSELECT ä, /* ; */ 😀x\r\nFROM t; -- end");

        assertThat(query.sql()).isEqualTo("SELECT ä, /* ; */ 😀x\r\nFROM t");
        assertThat(query.position(1)).isEqualTo(new Position(2, 1));
        assertThat(query.position(20)).isEqualTo(new Position(2, 20));
        assertThat(query.position(23)).isEqualTo(new Position(3, 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE VIEW v AS SELECT id FROM t; DROP TABLE t",
                "CREATE VIEW v AS SELECT $$; DROP TABLE t$$ FROM t",
                "CREATE VIEW v AS SELECT E'\\'; DROP TABLE t; --' FROM t",
                "DROP TABLE t"
            })
    void nothingButOneQueryReachesPostgres(String text) {
        assertThatThrownBy(() -> ViewParser.query(text)).isInstanceOf(RefusedException.class);
    }
}
