package dev.tributary.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each refusal of the language: a text, where it is refused, and a part of what is said. */
class RefusedTextTest {

    private static final String VIEW = "CREATE VIEW v AS\n";
    private static final String JOIN = "\nLEFT JOIN users u ON u.id = o.user_id";
    private static final String ORDERS = VIEW + "SELECT o.id, o.user_id, u.name\nFROM orders o";

    static Stream<Arguments> texts() {
        return Stream.of(
                // The statement
                of("", "1:1", "the end of the text", "CREATE VIEW"),
                of("-- nothing", "1:11", "begins with CREATE VIEW", "CREATE VIEW"),
                of("SELECT 1", "1:1", "begins with CREATE VIEW, not with \"SELECT\"", "write CREATE VIEW"),
                of("DROP TABLE users", "1:1", "begins with CREATE VIEW", ""),
                of("CREATE OR REPLACE VIEW v AS SELECT id FROM t", "1:8", "not followed by VIEW but by \"OR\"", ""),
                of("CREATE TEMP VIEW v AS SELECT id FROM t", "1:8", "\"temp\"", ""),
                of("CREATE RECURSIVE VIEW v AS SELECT id FROM t", "1:8", "\"recursive\"", ""),
                of("CREATE MATERIALIZED VIEW v AS SELECT id FROM t", "1:8", "\"materialized\"", ""),
                of("CREATE TABLE t (id int)", "1:8", "not followed by VIEW", ""),
                of("CREATE VIEW AS SELECT id FROM t", "1:13", "no name for a view", ""),
                of("CREATE VIEW user AS SELECT id FROM t", "1:13", "\"USER\" is no name", ""),
                of("CREATE VIEW 1 AS SELECT id FROM t", "1:13", "no name for a view", ""),
                of("CREATE VIEW public.v AS SELECT id FROM t", "1:13", "has no schema", "CREATE VIEW \"v\" AS"),
                of("CREATE VIEW v (a) AS SELECT id FROM t", "1:15", "not named in a list", "by AS"),
                of("CREATE VIEW v WITH (security_barrier) AS SELECT id FROM t", "1:15", "AS is expected", ""),
                of("CREATE VIEW v AS WITH x AS (SELECT 1) SELECT id FROM x", "1:18", "\"WITH\"", "the table itself"),
                of("CREATE VIEW v AS VALUES (1)", "1:18", "SELECT is expected here", ""),
                of("CREATE VIEW v AS (SELECT id FROM t)", "1:18", "SELECT is expected here", ""),
                of("CREATE VIEW v AS TABLE t", "1:18", "SELECT is expected here", ""),
                of(VIEW + "SELECT id FROM t; SELECT 2", "2:19", "goes on after ;", "remove it"),
                of(VIEW + "SELECT id FROM t;\nDROP TABLE t;", "3:1", "goes on after ;", "remove it"),
                of(VIEW + "SELECT id FROM t;;", "2:18", "goes on after ;", "remove it"),
                // Names
                of("CREATE VIEW \"größe\" AS SELECT id FROM t", "1:13", "is that of its topic", "letters, digits"),
                of("CREATE VIEW \"a b\" AS SELECT id FROM t", "1:13", "is that of its topic", ""),
                of("CREATE VIEW \"..\" AS SELECT id FROM t", "1:13", "is that of its topic", ""),
                of("CREATE VIEW \"cdc.public.t\" AS SELECT id FROM t", "1:13", "are of other topics", ""),
                of("CREATE VIEW __v AS SELECT id FROM t", "1:13", "are of other topics", ""),
                of(VIEW + "SELECT \"a b\" FROM t", "2:8", "Avro cannot have a field \"a b\"", "AS a_b"),
                of(VIEW + "SELECT id, size AS \"größe\" FROM t", "2:20", "Avro cannot have", "AS gr__e"),
                of(VIEW + "SELECT \"1st\" FROM t", "2:8", "Avro cannot have", "AS _1st"),
                of(VIEW + "SELECT \"\" FROM t", "2:8", "at least one character", ""),
                of(VIEW + "SELECT U&\"\\0061\" FROM t", "2:8", "numbers of its characters", ""),
                of(VIEW + "SELECT " + "x".repeat(64) + " FROM t", "2:8", "longer than 63 bytes", "shorter"),
                of(VIEW + "SELECT \"id FROM t", "2:8", "does not end", "closing quote"),
                of(VIEW + "SELECT id FROM user", "2:16", "USER is a reserved word", "\"user\""),
                of(VIEW + "SELECT id, end FROM t", "2:12", "END is a reserved word", "\"end\""),
                of(VIEW + "SELECT id FROM a.b.c", "2:16", "its schema and its name", "write b.c"),
                of(VIEW + "SELECT public.t.id FROM t", "2:8", "its table and its name", "write t.id"),
                of(VIEW + "SELECT id, id FROM t", "2:12", "two columns have the name \"id\"", "by AS"),
                of(VIEW + "SELECT id, n AS id FROM t", "2:17", "two columns have the name", ""),
                of(VIEW + "SELECT id, ID FROM t", "2:12", "two columns have the name", ""),
                of(VIEW + "SELECT id, x.name FROM t", "2:12", "no table has the name \"x\"", "alias"),
                of(VIEW + "SELECT orders.id FROM orders o", "2:8", "no table has the name \"orders\"", "its alias, o"),
                of(
                        VIEW + "SELECT Orders.id FROM \"Orders\"",
                        "2:8",
                        "no table has the name \"orders\"",
                        "write \"Orders\": PostgreSQL reads a name without quotes in lower case"),
                // Clauses
                of(ORDERS + "\nJOIN users u ON u.id = o.user_id", "4:1", "JOIN hides each row", "write LEFT JOIN"),
                of(ORDERS + "\nINNER JOIN users u ON u.id = o.user_id", "4:1", "INNER JOIN", "write LEFT JOIN"),
                of(ORDERS + "\nCROSS JOIN users u", "4:1", "CROSS JOIN", "write LEFT JOIN"),
                of(ORDERS + "\nRIGHT JOIN users u ON u.id = o.user_id", "4:1", "RIGHT JOIN", "LEFT JOIN"),
                of(ORDERS + "\nFULL JOIN users u ON u.id = o.user_id", "4:1", "FULL JOIN", "LEFT JOIN"),
                of(ORDERS + "\nNATURAL LEFT JOIN users u", "4:1", "NATURAL", "write ON"),
                of(ORDERS + "\nLEFT JOIN users u USING (id)", "4:19", "USING", "write ON"),
                of(ORDERS + "\nLEFT JOIN LATERAL users u ON u.id = o.user_id", "4:11", "LATERAL", ""),
                of(ORDERS + ", users u", "3:16", "a comma joins each row with each", "LEFT JOIN"),
                of(ORDERS + "\nLEFT JOIN users u", "4:11", "this join has no ON", "u.id = o.user_id"),
                of(
                        ORDERS + "\nLEFT JOIN users u\nLEFT JOIN users w ON u.id = o.user_id ON w.id = o.user_id",
                        "4:11",
                        "this join has no ON",
                        "its own condition"),
                of(ORDERS + "\nLEFT JOIN (users u) ON u.id = o.user_id", "4:11", "parentheses", "without"),
                of(VIEW + "SELECT id FROM ONLY t", "2:16", "ONLY leaves out", "leave ONLY out"),
                of(VIEW + "SELECT ALL id FROM t", "2:8", "ALL says nothing", "leave ALL out"),
                of(VIEW + "SELECT DISTINCT id FROM t", "2:8", "DISTINCT", "leave it out"),
                of(VIEW + "SELECT DISTINCT ON (id) id FROM t", "2:8", "DISTINCT", ""),
                of(VIEW + "SELECT id FROM t\nWHERE id = 1", "3:1", "WHERE hides rows", "where the view is read"),
                of(VIEW + "SELECT id FROM t WHERE name = 'x'", "2:18", "WHERE hides rows", ""),
                of(VIEW + "SELECT id FROM t GROUP BY id", "2:18", "GROUP", ""),
                of(VIEW + "SELECT id FROM t HAVING id = id", "2:18", "HAVING", ""),
                of(VIEW + "SELECT id FROM t WINDOW w AS (PARTITION BY id)", "2:18", "WINDOW", ""),
                of(VIEW + "SELECT id FROM t ORDER BY id", "2:18", "ORDER BY", "leave it out"),
                of(VIEW + "SELECT id FROM t LIMIT 1", "2:18", "LIMIT hides rows", ""),
                of(VIEW + "SELECT id FROM t OFFSET 1", "2:18", "OFFSET hides rows", ""),
                of(VIEW + "SELECT id FROM t FETCH FIRST ROW ONLY", "2:18", "FETCH hides rows", ""),
                of(VIEW + "SELECT id FROM t FOR UPDATE", "2:18", "FOR is not part of a view", ""),
                of(VIEW + "SELECT id INTO x FROM t", "2:11", "INTO is not part of a view", ""),
                of(VIEW + "SELECT id FROM t UNION SELECT id FROM s", "2:18", "UNION combines two queries", ""),
                of(VIEW + "SELECT id FROM t INTERSECT SELECT id FROM s", "2:18", "INTERSECT", ""),
                of(VIEW + "SELECT id FROM t EXCEPT SELECT id FROM s", "2:18", "EXCEPT", ""),
                of(VIEW + "SELECT id FROM t WITH CHECK OPTION", "2:18", "WITH", "leave options out"),
                of(VIEW + "SELECT id FROM t TABLESAMPLE system (1)", "2:18", "TABLESAMPLE", ""),
                of(VIEW + "SELECT id FROM (SELECT id FROM t) s", "2:17", "not a sub-select", "the table after FROM"),
                of(VIEW + "SELECT id FROM f()", "2:16", "not f( )", ""),
                of(VIEW + "SELECT id FROM t PIVOT x", "2:24", "is not expected", ""),
                of(VIEW + "SELECT id FROM t LEFT OUTER s", "2:23", "\"OUTER\" is not expected", "LEFT JOIN"),
                of(VIEW + "SELECT id FROM t OUTER JOIN s", "2:18", "\"OUTER\" is not expected", "LEFT JOIN"),
                of(VIEW + "SELECT id, left FROM t", "2:17", "\"FROM\" is not expected", ""),
                of(VIEW + "SELECT FROM t", "2:8", "\"FROM\" is not expected", ""),
                of(VIEW + "SELECT id", "2:8", "names no table", "FROM"),
                of(VIEW + "SELECT id, FROM t", "2:12", "\"FROM\" is not expected", ""),
                of(VIEW + "SELECT id FROM t LEFT JOIN", "2:27", "the end of the text", ""),
                of(VIEW + "SELECT t. , id FROM t", "2:11", "\",\" is not expected", ""),
                of(VIEW + "SELECT id FROM", "2:15", "the end of the text is not expected", ""),
                // Expressions
                of(VIEW + "SELECT * FROM t", "2:8", "* changes", "write the columns"),
                of(VIEW + "SELECT t.* FROM t", "2:10", "* changes", ""),
                of(VIEW + "SELECT count(*) FROM t", "2:8", "count( ) is an aggregate", "aggregate where"),
                of(VIEW + "SELECT id, max(n) FROM t", "2:12", "max( ) is an aggregate", ""),
                of(VIEW + "SELECT id, lower(n) FROM t", "2:12", "not lower( )", "plain columns"),
                of(VIEW + "SELECT id, left(n, 2) FROM t", "2:12", "not left( )", "plain columns"),
                of(VIEW + "SELECT id, pg_catalog.row_to_json(t) FROM t", "2:23", "not row_to_json( )", ""),
                of(VIEW + "SELECT id, to_jsonb(t) FROM t", "2:12", "not to_jsonb( )", ""),
                of(VIEW + "SELECT id, n::text FROM t", "2:13", "a cast is an expression", "as it is"),
                of(VIEW + "SELECT id, CAST(n AS text) FROM t", "2:12", "CAST makes an expression", "as it is"),
                of(VIEW + "SELECT id, n COLLATE \"C\" FROM t", "2:14", "COLLATE", ""),
                of(VIEW + "SELECT id, n + m FROM t", "2:14", "+ makes an expression", "compute where"),
                of(VIEW + "SELECT id, a || b FROM t", "2:14", "|| makes an expression", ""),
                of(VIEW + "SELECT id, data->>b FROM t", "2:16", "->> makes an expression", ""),
                of(VIEW + "SELECT id, a[1] FROM t", "2:13", "[ makes an expression", ""),
                of(VIEW + "SELECT id, (n) FROM t", "2:12", "parentheses", "without"),
                of(VIEW + "SELECT id, (t).n FROM t", "2:12", "parentheses", "without"),
                of(VIEW + "SELECT id, a = b FROM t", "2:12", "plain columns", ""),
                of(VIEW + "SELECT id, CASE WHEN a THEN b END FROM t", "2:12", "CASE makes an expression", ""),
                of(VIEW + "SELECT id, NOT a FROM t", "2:12", "NOT makes an expression", ""),
                of(VIEW + "SELECT id, 1 AS one FROM t", "2:12", "no constant such as 1", "leave it out"),
                of(VIEW + "SELECT id, 'x' AS x FROM t", "2:12", "no constant such as 'x'", ""),
                of(VIEW + "SELECT id, E'\\'' AS x FROM t", "2:12", "no constant such as E'\\''", ""),
                of(VIEW + "SELECT id, $$x;y$$ AS x FROM t", "2:12", "no constant such as $$x;y$$", ""),
                of(VIEW + "SELECT id, $1 FROM t", "2:12", "no constant such as $1", ""),
                of(VIEW + "SELECT id, NULL AS n FROM t", "2:12", "NULL is a constant", ""),
                of(VIEW + "SELECT id, current_date FROM t", "2:12", "CURRENT_DATE is a function", ""),
                of(VIEW + "SELECT id, (SELECT 1) FROM t", "2:13", "sub-query", "LEFT JOIN"),
                of(VIEW + "SELECT id, ARRAY(SELECT n FROM s) FROM t", "2:12", "ARRAY makes an expression", ""),
                of(VIEW + "SELECT `id` FROM t", "2:8", "` makes an expression", ""),
                of(VIEW + "SELECT id FROM t // no comment", "2:18", "// makes an expression", ""),
                of(VIEW + "SELECT id\\ FROM t", "2:10", "the character \\ is not part of SQL", "remove it"),
                of(VIEW + "SELECT id\u0001 FROM t", "2:10", "a control character (1)", "remove it"),
                of(VIEW + "SELECT id /* /* */ FROM t", "2:11", "this comment does not end", "*/"),
                of(VIEW + "SELECT id $x$ FROM t", "2:11", "does not end", ""),
                // Joins
                of(
                        VIEW + "SELECT id, name\nFROM users",
                        "3:6",
                        "joins no table",
                        "LEFT JOIN users u ON u.id = users.user_id"),
                of(VIEW + "SELECT x.id\nFROM sales.orders x", "3:12", "those of \"orders\" alone", "u.id = x.user_id"),
                of(ORDERS + "\nLEFT JOIN users u ON id = o.user_id", "4:22", "which table \"id\" is of", "o.id"),
                of(ORDERS + "\nLEFT JOIN users u ON u.id = x.user_id", "4:29", "no table has the name \"x\"", ""),
                of(ORDERS + "\nLEFT JOIN users u ON u.id = u.boss_id", "4:22", "does not join", "primary key"),
                of(ORDERS + "\nLEFT JOIN users u ON o.id = o.user_id", "4:22", "does not join", "primary key"),
                of(ORDERS + "\nLEFT JOIN users u ON u.id = o.user_id AND u.x = o.y", "4:39", "AND", "alone"),
                of(ORDERS + "\nLEFT JOIN users u ON u.id = o.user_id(+)", "4:31", "not user_id( )", ""),
                of(ORDERS + "\nLEFT JOIN users u ON u.id <> o.user_id", "4:27", "<> makes an expression", ""),
                of(ORDERS + "\nLEFT JOIN users u ON (u.id = o.user_id)", "4:22", "parentheses", "without"),
                of(ORDERS + "\nLEFT JOIN users u ON TRUE", "4:22", "TRUE is a constant", ""),
                of(ORDERS + "\nLEFT JOIN users u ON u.flag", "4:22", "an equality of two columns", "u.id = o.user_id"),
                of(
                        ORDERS + JOIN + "\nLEFT JOIN users u ON u.id = o.user_id",
                        "5:17",
                        "two tables have the name",
                        "alias"),
                of(
                        VIEW + "SELECT o.id, o.user_id, u.city_id, c.name FROM orders o" + JOIN
                                + "\nLEFT JOIN cities c ON c.id = u.city_id",
                        "4:23",
                        "does not join \"c\" to the base table",
                        "joined to a joined one is not part of a view"),
                // The order that the user of an order had before, all orders of the user, the team's leader
                of(
                        circle("f", "orders f ON f.id = u.former_order_id"),
                        "5:23",
                        "\"f\" is joined in a circle: orders → users → orders",
                        "a column of \"o\", or leave it out"),
                of(
                        circle("f", "orders f ON u.id = f.user_id"),
                        "5:23",
                        "\"f\" is joined in a circle: orders → users → orders",
                        "a column of \"o\", or leave it out"),
                of(
                        circle("t", "teams t ON t.id = u.team_id"),
                        "5:22",
                        "does not join \"t\" to the base table",
                        "joined to a joined one is not part of a view"),
                of(
                        circle("l", "(SELECT id FROM users) l ON l.id = u.leader_id"),
                        "5:39",
                        "\"l\" is joined in a circle: orders → users → users",
                        "leave it out"),
                of(
                        VIEW
                                + "SELECT o.id, a.name, b.name AS other\nFROM orders o"
                                + "\nLEFT JOIN a ON a.id = b.a_id\nLEFT JOIN b ON b.id = a.b_id",
                        "4:16",
                        "\"a\" is joined in a circle: a → b → a",
                        "a column of \"o\""),
                of(
                        VIEW + "SELECT o.id, u.name\nFROM orders o" + JOIN,
                        "4:29",
                        "does not select o.user_id",
                        "add o.user_id"),
                of(VIEW + "SELECT o.id, o.user_id\nFROM orders o" + JOIN, "4:17", "nothing of \"u\" is selected", ""),
                of(
                        VIEW + "SELECT id, o.user_id, u.name\nFROM orders o" + JOIN,
                        "2:8",
                        "which table \"id\" is of",
                        "o.id"),
                of(VIEW + "SELECT o.id, o.user_id, u.name, o AS x\nFROM orders o" + JOIN, "2:33", "the view's row", ""),
                // Sub-selects
                of(part("c", "SELECT id, name FROM customers"), "2:25", "no type for the row", "row_to_json(\"c\")"),
                of(part("row_to_json(c)", "SELECT id, name FROM customers"), "2:25", "no name of its own", "after AS"),
                of(part("row_to_json(o) AS x, c.id", "SELECT id FROM customers"), "2:37", "\"o\" is none", "join one"),
                of(part("row_to_json(c.id) AS c", "SELECT id FROM customers"), "2:25", "of a joined sub-select", ""),
                of(part("row_to_json(c, id) AS c", "SELECT id FROM customers"), "2:25", "of a joined sub-select", ""),
                of(
                        part("row_to_json(c) AS c", "SELECT name FROM customers"),
                        "4:47",
                        "has no column \"id\"",
                        "primary key"),
                of(part("c.name", "SELECT id FROM customers"), "2:27", "has no column \"name\"", "select it there"),
                of(
                        part("c.Name", "SELECT id, \"Name\" FROM customers"),
                        "2:27",
                        "has no column \"name\"",
                        "write \"Name\": PostgreSQL"),
                of(part("c.id", "SELECT id, lower(n) FROM customers"), "4:23", "not lower( )", ""),
                of(part("c.id AS cid", "SELECT id, id FROM customers"), "4:23", "two columns have the name", ""),
                of(part("c.id AS cid", "SELECT id, \"a b\" FROM customers"), "4:23", "Avro cannot have", "AS a_b"),
                of(part("c.id AS cid", "SELECT x.id FROM customers"), "4:19", "no table has the name \"x\"", ""),
                of(part("c.id", "SELECT id FROM customers LEFT JOIN x ON x.id = y"), "4:47", "reads one table", ""),
                of(part("c.id", "SELECT id FROM customers WHERE id = 1"), "4:37", "WHERE hides rows", ""),
                of(part("c.id", "SELECT id FROM (SELECT id FROM customers) d"), "4:28", "not a sub-select", ""),
                of(
                        VIEW + "SELECT o.id, o.user_id, u AS \"user\", row_to_json(u) AS x\nFROM orders o" + JOIN,
                        "2:50",
                        "\"u\" is none",
                        "write \"u\" AS \"x\""),
                of(
                        VIEW
                                + "SELECT o.id, o.user_id, id\nFROM orders o\nLEFT JOIN (SELECT id FROM users) ON id = o.user_id",
                        "4:27",
                        "no name",
                        "(SELECT …) c"));
    }

    private static String part(String column, String subSelect) {
        return VIEW + "SELECT o.id, o.user_id, " + column + "\nFROM orders o\nLEFT JOIN (" + subSelect
                + ") c ON c.id = o.user_id";
    }

    /** @param join in the fifth line, to the joined users */
    private static String circle(String alias, String join) {
        return VIEW + "SELECT o.id, o.user_id, u.name, " + alias + ".id AS more\nFROM orders o" + JOIN + "\nLEFT JOIN "
                + join;
    }

    private static Arguments of(String text, String at, String problem, String remedy) {
        return Arguments.of(text, at, problem, remedy);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void isRefusedWhereItIsWrong(String text, String at, String problem, String remedy) {
        List<Refusal> refusals = refusals(text);
        assertThat(refusals.getFirst().at()).as(refusals.toString()).hasToString(at);
        assertThat(refusals.getFirst().problem()).contains(problem);
        assertThat(refusals.getFirst().remedy()).contains(remedy);
    }

    private static List<Refusal> refusals(String text) {
        assertThat(ViewParser.parse(text)).isInstanceOf(ParseResult.Refused.class);
        return ((ParseResult.Refused) ViewParser.parse(text)).refusals();
    }

    @Test
    void aViewHasTwoHundredForeignKeysAtMost() {
        String again = "\nLEFT JOIN t again ON again.id = o.k0";

        assertThat(ViewParser.parse(joinedBy(200, again))).isInstanceOf(ParseResult.Parsed.class);
        assertThat(refusals(joinedBy(202, again))).singleElement().satisfies(refusal -> {
            assertThat(refusal.at()).hasToString("204:31");
            assertThat(refusal.problem()).isEqualTo("tables are joined by more than 200 columns of \"o\"");
            assertThat(refusal.remedy()).contains("leave joins out");
        });
    }

    private static String joinedBy(int foreignKeys, String more) {
        StringBuilder columns = new StringBuilder("SELECT o.id, again.n");
        StringBuilder joins = new StringBuilder();
        for (int i = 0; i < foreignKeys; i++) {
            columns.append(", o.k%1$d, t%1$d.n AS n%1$d".formatted(i));
            joins.append("\nLEFT JOIN t t%1$d ON t%1$d.id = o.k%1$d".formatted(i));
        }
        return VIEW + columns + "\nFROM orders o" + joins + more;
    }
}
