package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Views declared in SQL, checked against tables of a real database, which is not the shop's. */
@ExtendWith(LocalStackExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ViewDefinitionIT {

    private final LocalStack stack;
    private DefinitionDatabase database;

    ViewDefinitionIT(LocalStack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void createDatabase(@TempDir Path files) throws Exception {
        database = DefinitionDatabase.create(stack, "view_definition", files);
    }

    @AfterAll
    void dropDatabase() throws Exception {
        database.close();
    }

    @AfterEach
    void removeEverything() throws Exception {
        database.reset();
        database.execute("DROP FOREIGN DATA WRAPPER IF EXISTS w CASCADE;"
                + " DROP SCHEMA IF EXISTS public, sales CASCADE; CREATE SCHEMA public");
    }

    @Test
    void theShippedViewIsRightForTheShop() throws Exception {
        RanCommand checked = shop("check");
        assertThat(checked.exitCode()).as(checked.err()).isZero();
        assertThat(checked.out()).contains("view enriched-orders is right");
        assertThat(shop("contract").out()).contains("is the contract of this view");
        assertThat(shop("explain").out())
                .contains("base    public.orders, by its key id", "cdc.public.users: id, name, email, created_at")
                .contains("GET     /users/{id}/orders");
    }

    /** What the connector is configured to capture is what the view needs. */
    @Test
    void theConnectorCapturesTheColumnsOfTheShippedView() throws Exception {
        String connector = Files.readString(Project.find().connectors().getFirst());

        List<String> reads = shop("explain")
                .out()
                .lines()
                .filter(line -> line.startsWith("reads"))
                .toList();

        assertThat(reads).hasSize(2);
        for (String line : reads) {
            String table = line.replaceFirst("reads *cdc\\.", "").replaceFirst(":.*", "");
            String columns = line.replaceFirst(".*: ", "").replace(", ", "|");
            assertThat(connector).contains(table.replace(".", "\\\\.") + "\\\\.(" + columns + ")");
        }
    }

    @Test
    void whatPostgresRefusesIsSaidWithItsPosition() throws Exception {
        database.execute("CREATE TABLE t (id int PRIMARY KEY, name text)");

        String join = " LEFT JOIN t u ON u.id = t.id";

        database.assertRefused(
                "\ufeff-- ä\r\nCREATE VIEW v AS\r\nSELECT t.id, t.nam, u.id AS u\r\nFROM t" + join,
                "3:14",
                "column t.nam does not exist");
        database.assertRefused(
                "CREATE VIEW v AS SELECT t.id, u.id AS u FROM nowhere t" + join,
                "1:46",
                "relation \"nowhere\" does not exist");
        database.assertRefused(
                "CREATE VIEW v AS SELECT t.id, u.id AS u FROM s.t" + join, "1:46", "relation \"s.t\" does not exist");
        database.assertRefused(
                "CREATE VIEW v AS\nSELECT id name text FROM t", "2:16", "syntax error at or near \"text\"");
        database.assertRefused("CREATE VIEW v AS SELECT id, name = id FROM t", "1:34", "operator does not exist");
    }

    /** PostgreSQL says less of these. */
    @Test
    void aTableThatIsNamedWhereItIsNotJoinedIsRefusedByTheRulesOfAView() throws Exception {
        database.execute("CREATE TABLE users (id int PRIMARY KEY, name text, last_order_id int);"
                + " CREATE TABLE orders (id int PRIMARY KEY, user_id int)");
        String view = "CREATE VIEW v AS SELECT o.id, o.user_id, u.name, l.id AS last_id\nFROM orders o\n";
        String users = "LEFT JOIN users u ON u.id = o.user_id\n";

        database.assertRefused(
                view.replace("o.user_id,", "orders.user_id,") + users + "LEFT JOIN orders l ON l.id = o.id",
                "1:31",
                "no table has the name \"orders\" here; write its alias, o");
        database.assertRefused(
                view + users + "LEFT JOIN orders l ON l.id = u.last_order_id",
                "4:23",
                "\"l\" is joined in a circle: orders → users → orders");
        database.assertRefused(
                view + "LEFT JOIN orders l ON l.id = u.last_order_id\n" + users.replace("o.user_id", "l.user_id"),
                "3:23",
                "\"l\" is joined in a circle: orders → users → orders");
        database.assertRefused(
                view.replace(", l.id AS last_id", "") + users.replace("u.id = o.user_id", "u.last_order_id = o.id"),
                "3:22",
                "public.users.last_order_id refers to public.orders");
    }

    @Test
    void aNameThatTheDatabaseHasInAnotherCaseIsProposed() throws Exception {
        database.execute("CREATE TABLE \"Orders\" (id int PRIMARY KEY, \"userId\" int);"
                + " CREATE TABLE users (id int PRIMARY KEY, name text, \"fullName\" text, \"FullName\" text);"
                + " CREATE SCHEMA \"Sales\"; CREATE TABLE \"Sales\".users (id int PRIMARY KEY, name text)");
        String view =
                "CREATE VIEW v AS\nSELECT o.id, o.\"userId\", u.name\nFROM \"Orders\" o\nLEFT JOIN users u ON u.id = o.\"userId\"";
        String because = ": PostgreSQL reads a name without quotes in lower case";
        assertThat(database.check(view).err()).isEmpty();

        database.assertRefused(
                view.replace("\"Orders\"", "Orders"), "3:6", "there is no table orders; write \"Orders\"" + because);
        database.assertRefused(
                view.replace("users", "\"USERS\""), "4:11", "there is no table USERS; write users" + because);
        database.assertRefused(
                view.replace("users", "sales.users"),
                "4:11",
                "there is no table sales.users; write \"Sales\".users" + because);
        database.assertRefused(
                view.replaceFirst("\"userId\"", "userId"),
                "2:16",
                "table Orders has no column userid; write \"userId\"" + because);
        database.assertRefused(
                view.replaceFirst("= o.\"userId\"", "= o.userId"),
                "4:31",
                "table Orders has no column userid; write \"userId\"" + because);
        database.assertRefused(
                view.replace("u.name", "u.Fullname"),
                "2:28",
                "table users has no column fullname; write \"fullName\" or \"FullName\"" + because);
        database.assertRefused(
                view.replace("users u", "(SELECT id, Fullname AS name FROM users) u"),
                "4:23",
                "table users has no column fullname; write \"fullName\" or \"FullName\"" + because);
        database.assertRefused(view.replace("u.name", "u.nothing"), "2:26", "column u.nothing does not exist");
    }

    /** The file is plain SQL: executed, it makes a view with the fields of the contract, up to those of provenance. */
    @Test
    void theExampleOfTheDocumentationIsAViewOfPostgresToo() throws Exception {
        String page = Files.readString(Project.find().root().resolve("docs/views.md"));
        String view = page.substring(page.indexOf("CREATE VIEW trades")).replaceFirst("(?s);.*", ";");
        database.execute("CREATE SCHEMA sales; CREATE TABLE users (id bigint PRIMARY KEY, name text);"
                + " CREATE TABLE sales.shops (id int PRIMARY KEY, city text, owner text);"
                + " CREATE TABLE sales.trades (id bigint PRIMARY KEY, buyer_id bigint NOT NULL, seller_id bigint,"
                + " shop_id int, price numeric(10,2))");

        assertThat(database.check(view).err()).isEmpty();
        database.execute(view);

        List<String> fields = database.contract(view).getFields().stream()
                .map(Schema.Field::name)
                .filter(name -> !name.endsWith("_lsn") && !name.endsWith("_committed_at"))
                .toList();
        assertThat(fields).hasSize(8);
        for (int i = 0; i < fields.size(); i++) {
            assertThat(database.number("SELECT count(*) FROM information_schema.columns WHERE table_name = 'trades'"
                            + " AND table_schema = 'public' AND ordinal_position = " + (i + 1) + " AND column_name = '"
                            + fields.get(i) + "'"))
                    .as(fields.get(i))
                    .isEqualTo(1);
        }
        assertThat(database.run("explain", view).out())
                .contains("GET     /trades/{id}", "GET     /trades?buyer_id=", "GET     /trades?seller_id=")
                .contains("GET     /shops/{id}/trades", "reads   cdc.sales.shops: id, city\n");
        assertThat(database.check(view).exitCode())
                .as("with a view of that name")
                .isZero();
    }

    /** PostgreSQL is given a query to prepare, and never anything that it could execute. */
    @Test
    void nothingOfATextIsExecuted() throws Exception {
        database.execute("CREATE TABLE t (id int PRIMARY KEY, name text)");

        for (String text : List.of(
                "CREATE VIEW v AS SELECT id FROM t; DROP TABLE t",
                "DROP TABLE t",
                "CREATE VIEW v AS SELECT $$;DROP TABLE t;$$ FROM t",
                "CREATE VIEW v AS SELECT E'\\'; DROP TABLE t; --' FROM t",
                "CREATE VIEW v AS SELECT id FROM t; COMMIT; DROP TABLE t")) {
            assertThat(database.check(text).exitCode()).as(text).isEqualTo(1);
        }
        assertThat(database.check(
                                "CREATE VIEW v AS SELECT t.id, t.name, s.id AS same FROM t t LEFT JOIN t s ON s.id = t.id")
                        .exitCode())
                .isZero();
        assertThat(database.number("SELECT count(*) FROM pg_class WHERE relname IN ('t', 'v')"))
                .isEqualTo(1);
    }

    static Stream<Arguments> refusedTables() {
        String key = "id int PRIMARY KEY, name text";
        return Stream.of(
                table("CREATE VIEW x AS SELECT 1 AS id", "public.x is a view"),
                table("CREATE MATERIALIZED VIEW x AS SELECT 1 AS id", "is a materialized view"),
                table("CREATE TABLE x (id int, name text)", "has no primary key"),
                table("CREATE TABLE x (id int, b int, PRIMARY KEY (id, b))", "has several columns: id, b"),
                table("CREATE TABLE x (id char(4) PRIMARY KEY)", "its type is character(4)"),
                table("CREATE TABLE x (id numeric PRIMARY KEY)", "its type is numeric"),
                table("CREATE TYPE e AS ENUM ('a'); CREATE TABLE x (id e PRIMARY KEY)", "its type is e"),
                table("CREATE EXTENSION citext; CREATE TABLE x (id citext PRIMARY KEY)", "its type is citext"),
                table("CREATE TABLE x (id date PRIMARY KEY)", "its type is date"),
                table("CREATE TABLE x (id int[] PRIMARY KEY)", "its type is integer[]"),
                table(
                        "CREATE COLLATION ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);"
                                + " CREATE TABLE x (id text COLLATE ci PRIMARY KEY)",
                        "text with a nondeterministic collation"),
                table("CREATE UNLOGGED TABLE x (" + key + ")", "unlogged or temporary"),
                table("CREATE TABLE x (" + key + "); CREATE TABLE y () INHERITS (x)", "tables inherit from public.x"),
                table(
                        "CREATE TABLE p (" + key + ") PARTITION BY RANGE (id); CREATE TABLE x PARTITION OF p DEFAULT",
                        "public.x is a partition"),
                table("CREATE TABLE x (" + key + "); ALTER TABLE x ENABLE ROW LEVEL SECURITY", "row-level security"),
                table(
                        "CREATE TABLE x (" + key + "); CREATE PUBLICATION tributary FOR TABLE x (id)",
                        "only some columns"),
                table(
                        "CREATE TABLE x (" + key + "); CREATE PUBLICATION tributary FOR TABLE x WHERE (id > 0)",
                        "only some rows"),
                table(
                        "CREATE TABLE x (" + key
                                + ") PARTITION BY RANGE (id); CREATE PUBLICATION tributary FOR TABLE x",
                        "under the names of its partitions"),
                table(
                        "CREATE SCHEMA tributary; CREATE TABLE tributary.x (id int PRIMARY KEY);"
                                + " ALTER DATABASE view_definition SET search_path = tributary",
                        "is not one of data"),
                table("CREATE TABLE \"größe\" (id int PRIMARY KEY)", "größe", "no topic can have the name"),
                table("CREATE TABLE \"a.b\" (id int PRIMARY KEY)", "a.b", "no topic can have the name"));
    }

    private static Arguments table(String sql, String problem) {
        return table(sql, "x", problem);
    }

    private static Arguments table(String sql, String name, String problem) {
        return Arguments.of(sql, name, problem);
    }

    @ParameterizedTest
    @MethodSource("refusedTables")
    void aTableThatCannotBeCapturedIsRefused(String sql, String name, String problem) throws Exception {
        database.execute(sql);

        database.assertRefused(
                "CREATE VIEW v AS\nSELECT b.id, j.id AS same FROM \"%1$s\" b LEFT JOIN \"%1$s\" j ON j.id = b.id"
                        .formatted(name),
                "2:32",
                problem);
    }

    @Test
    void aForeignTableIsRefused() throws Exception {
        database.execute("CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;"
                + " CREATE FOREIGN TABLE x (id int) SERVER s");

        database.assertRefused(
                "CREATE VIEW v AS SELECT x.id, y.id AS same FROM x LEFT JOIN x y ON y.id = x.id",
                "1:49",
                "is a foreign table");
    }

    @Test
    void keysOfEachTypeAreJoined() throws Exception {
        List<String> types = List.of("smallint", "int", "bigint", "text", "varchar(8)", "uuid");
        for (String type : types) {
            database.execute(
                    "CREATE TABLE r (id %1$s PRIMARY KEY, name text); CREATE TABLE b (id %1$s PRIMARY KEY, r_id %1$s)"
                            .formatted(type));
            RanCommand checked = database.check(
                    "CREATE VIEW v AS SELECT b.id, b.r_id, r AS row FROM b LEFT JOIN r ON r.id = b.r_id");
            assertThat(checked.exitCode()).as(type + ": " + checked.err()).isZero();
            database.execute("DROP TABLE r, b");
        }
    }

    @Test
    void aKeyOfADomainIsAKeyOfItsType() throws Exception {
        database.execute("CREATE DOMAIN number AS int CHECK (value > 0); CREATE DOMAIN order_id AS number;"
                + " CREATE TABLE t (id order_id PRIMARY KEY, label order_id)");

        String view = "CREATE VIEW v AS SELECT t.id, t.label, s.id AS same FROM t t LEFT JOIN t s ON s.id = t.id";

        assertThat(database.check(view).exitCode()).isZero();
        assertThat(database.contract(view).getField("id").schema()).hasToString("\"int\"");
    }

    @Test
    void aPartitionedTableIsATable() throws Exception {
        database.execute(
                "CREATE TABLE t (id int PRIMARY KEY, tags int2[]) PARTITION BY RANGE (id);"
                        + " CREATE TABLE t_low PARTITION OF t FOR VALUES FROM (0) TO (9); CREATE TABLE t_high PARTITION OF t DEFAULT");
        String view = "CREATE VIEW v AS SELECT t.id, t.tags, s.id AS same FROM t t LEFT JOIN t s ON s.id = t.id";
        assertThat(database.check(view.replace("t.tags, ", "")).exitCode()).isZero();

        database.execute("ALTER TABLE t_low REPLICA IDENTITY FULL");
        database.assertRefused(view, "1:31", "REPLICA IDENTITY FULL");
        database.execute("ALTER TABLE t_high REPLICA IDENTITY FULL");
        assertThat(database.check(view).exitCode()).isZero();
    }

    @Test
    void whatOnlyTheTablesSayOfAViewIsRefused() throws Exception {
        database.execute("CREATE TABLE users (id int PRIMARY KEY, name text, email text UNIQUE, boss int);"
                + " CREATE TABLE orders (id bigint PRIMARY KEY, user_id int, code bytea, place text, u int,"
                + " twice int GENERATED ALWAYS AS (user_id * 2) STORED)");
        String join = " FROM orders o LEFT JOIN users x ON x.";

        database.assertRefused(
                "CREATE VIEW v AS SELECT o.user_id, x.name" + join + "id = o.user_id",
                "1:48",
                "does not select the primary key");
        database.assertRefused(
                "CREATE VIEW v AS SELECT o.id, o.place, x" + join + "email = o.place",
                "1:77",
                "is not the primary key");
        database.assertRefused(
                "CREATE VIEW v AS SELECT o.id, o.user_id, o.twice, x.name" + join + "id = o.user_id",
                "1:42",
                "is a generated column");
        database.assertRefused(
                "CREATE VIEW v AS SELECT o.id, o.user_id, o.ctid, x.name" + join + "id = o.user_id",
                "1:44",
                "has no column \"ctid\"");
        database.assertRefused(
                "CREATE VIEW v AS SELECT o.id, o.user_id, o AS u, x" + join + "id = o.user_id",
                "1:42",
                "the view's row");
        database.assertRefused(
                "CREATE VIEW v AS SELECT o.id, o.user_id, u FROM orders o LEFT JOIN users u ON u.id = o.user_id",
                "1:42",
                "\"u\" is a column of public.orders");
    }

    @Test
    void aWholeRowHasEachColumnOfItsTable() throws Exception {
        database.execute("CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL, \"a b\" text, amount money);"
                + " CREATE TABLE orders (id bigint PRIMARY KEY, user_id int)");
        String whole = "CREATE VIEW v AS SELECT o.id, o.user_id, u AS \"user\" FROM orders o"
                + " LEFT JOIN users u ON u.id = o.user_id";

        database.assertRefused(whole, "1:47", "Avro cannot have a field \"a b\"");
        database.assertRefused(whole, "1:47", "public.users.amount is of type money");
        Schema user = database.contract(
                        "CREATE VIEW v AS SELECT o.id, o.user_id, row_to_json(u) AS \"user\" FROM orders o"
                                + " LEFT JOIN (SELECT id, name, \"a b\" AS ab FROM users) u ON u.id = o.user_id")
                .getField("user")
                .schema();
        assertThat(user.getTypes().get(1).getFields())
                .extracting(Schema.Field::name)
                .containsExactly("id", "name", "ab");
        assertThat(user.getTypes().get(1).getField("name").schema()).hasToString("\"string\"");
    }

    @Test
    void fullIdentityIsNotProposedForATableWithGeneratedColumns() throws Exception {
        database.execute("CREATE TABLE t (id bigint PRIMARY KEY, v int2[], g int GENERATED ALWAYS AS (1) STORED)");
        String view = "CREATE VIEW view1 AS SELECT t.id, t.v, s.id AS same FROM t LEFT JOIN t s ON s.id = t.id";

        database.assertRefused(view, "1:35", "leave it out");
        assertThat(database.run("sql", view).exitCode()).isEqualTo(1);
    }

    @Test
    void theSqlForTheOwnerCanBeRunAgainAndGuardsTheTables() throws Exception {
        database.execute(
                "CREATE SCHEMA sales; CREATE TABLE sales.\"Orders\" (id bigint PRIMARY KEY, \"User\" int, tags int2[]);"
                        + " CREATE TABLE users (id int PRIMARY KEY, name text)");
        String view = "CREATE VIEW v AS SELECT o.id, o.\"User\", o.tags, u.name FROM sales.\"Orders\" o"
                + " LEFT JOIN users u ON u.id = o.\"User\"";
        RanCommand sql = database.run("sql", view);
        assertThat(sql.exitCode()).as(sql.err()).isZero();

        database.execute(sql.out());
        database.execute(sql.out());

        assertThat(database.check(view).exitCode()).isZero();
        assertThat(database.number("SELECT count(*) FROM pg_publication_tables WHERE pubname = 'tributary'"
                        + " AND (schemaname, tablename) IN (('sales', 'Orders'), ('public', 'users'),"
                        + " ('tributary', 'heartbeat'), ('tributary', 'signal'))"))
                .isEqualTo(4);
        assertThat(database.number(
                        "SELECT count(*) FROM pg_class c WHERE c.oid IN ('sales.\"Orders\"'::regclass, 'users'::regclass)"
                                + " AND has_table_privilege('debezium', c.oid, 'SELECT')"
                                + " AND has_schema_privilege('debezium', c.relnamespace, 'USAGE')"))
                .isEqualTo(2);
        assertThatThrownBy(() -> database.execute("TRUNCATE sales.\"Orders\""))
                .hasMessageContaining("TRUNCATE names no rows");
        assertThatThrownBy(() -> database.execute("ALTER TABLE users REPLICA IDENTITY NOTHING"))
                .hasMessageContaining("primary key");
        assertThat(database.run("sql", database.write(view), "--publication", "other"))
                .returns(2, RanCommand::exitCode)
                .extracting(RanCommand::err)
                .asString()
                .contains("the SQL makes the publication tributary", "make other yourself");
    }

    @Test
    void theContractIsWrittenBesideTheSqlAndKeptUntilItIsToBeReplaced() throws Exception {
        database.execute("CREATE TABLE t (id int PRIMARY KEY, name text, size int)");
        Path file = database.write(
                "CREATE VIEW v AS SELECT t.id, t.name, s.id AS same FROM t t LEFT JOIN t s ON s.id = t.id");
        Path avsc = file.resolveSibling("v.avsc");
        assertThat(database.run("contract", file).exitCode()).isZero();
        assertThat(database.run("check", file).exitCode()).isZero();
        String written = Files.readString(avsc);
        String edited = written.replace("\"V\"", "\"Thing\"");
        assertThat(edited).isNotEqualTo(written);
        Files.writeString(avsc, edited);
        assertThat(database.run("contract", file).exitCode()).isZero();
        assertThat(Files.readString(avsc)).isEqualTo(edited);

        database.write(
                "CREATE VIEW v AS SELECT t.id, t.name, t.size, s.id AS same FROM t t LEFT JOIN t s ON s.id = t.id");
        assertThat(database.run("check", file))
                .returns(1, RanCommand::exitCode)
                .extracting(RanCommand::err)
                .asString()
                .contains("field size is in the view and not in the contract");
        assertThat(database.run("contract", file)).returns(1, RanCommand::exitCode);
        assertThat(Files.readString(avsc)).isEqualTo(edited);
        assertThat(database.run("contract", file, "--overwrite").exitCode()).isZero();
        assertThat(new Schema.Parser().parse(Files.readString(avsc)).getName()).isEqualTo("Thing");
        assertThat(database.run("check", file).exitCode()).isZero();
    }

    private RanCommand shop(String command) {
        return RanCommand.run(
                List.of("view", command, "--postgres", stack.addresses().postgres()));
    }
}
