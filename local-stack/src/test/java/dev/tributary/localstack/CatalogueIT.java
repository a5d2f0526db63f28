package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.tools.Postgres;
import dev.tributary.tools.capturecheck.CaptureCheck;
import dev.tributary.tools.capturecheck.CaptureFinding;
import dev.tributary.tools.capturecheck.CaptureFinding.Kind;
import dev.tributary.tools.capturecheck.CaptureSettings;
import dev.tributary.tools.generate.DataSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tables, publication and roles change so that capture would not follow, on the real pipeline. */
@ExtendWith(LocalStackExtension.class)
class CatalogueIT {

    private static final Duration SOON = Duration.ofMinutes(1);

    private final LocalStack stack;
    private final Shop shop;
    private final Shop superuser;
    private final HttpView view;

    CatalogueIT(LocalStack stack) {
        this.stack = stack;
        this.shop = new Shop(stack.addresses().postgres());
        this.superuser = new Shop(url(Secrets.Role.POSTGRES));
        this.view = new HttpView(stack.addresses().http().getFirst());
    }

    @BeforeEach
    @AfterEach
    void nothingIsFound() throws Exception {
        assertThat(findings()).isEmpty();
    }

    @AfterEach
    void isEqualToTheDatabase() throws Exception {
        DatabaseEquality.await(stack);
    }

    @Test
    void aTableThatWasCreatedAgainIsFoundAndCapturedAgain() throws Exception {
        long user = shop.user("Stays");
        long before = shop.order(user, "before");
        view.awaitUser(before);

        shop.execute("DROP TABLE orders");
        assertThat(findings())
                .singleElement()
                .returns(Kind.TABLE, CaptureFinding::kind)
                .extracting(CaptureFinding::message)
                .asString()
                .contains("public.orders does not exist");
        superuser.execute("CREATE TABLE orders (id serial PRIMARY KEY, user_id int REFERENCES users (id),"
                + " product_name varchar(100), quantity int, order_date timestamp DEFAULT current_timestamp);"
                + " ALTER TABLE orders OWNER TO shop");
        long missed = shop.order(user, "missed");
        assertThat(findings())
                .extracting(CaptureFinding::kind)
                .containsExactlyInAnyOrder(Kind.TABLE, Kind.PRIVILEGE, Kind.TRUNCATE);
        assertThat(run("connectors", "--connect", stack.addresses().connect().toString()))
                .returns(1, RanCommand::exitCode)
                .extracting(RanCommand::err)
                .asString()
                .contains("table public.orders is not in the publication tributary");
        assertThat(auditAt(stack.addresses().postgres(), "5s"))
                .returns(1, RanCommand::exitCode)
                .extracting(RanCommand::out)
                .asString()
                .contains("table public.orders is not in the publication tributary");

        runScripts();

        assertThat(findings()).isEmpty();
        long after = shop.order(user, "after");
        view.awaitOrder(after, body -> body.path("product_name").asText().equals("after"));
        RanCommand.snapshot(stack, "orders");
        view.awaitOrder(missed, body -> body.path("product_name").asText().equals("missed"));
        assertThat(sweep("orders")).returns(0, RanCommand::exitCode);
    }

    @Test
    void thePartitionsOfATableAreCapturedAsTheTable() throws Exception {
        long user = shop.user("Partitioned");
        long before = shop.order(user, "before");
        view.awaitUser(before);
        superuser.execute("ALTER TABLE orders RENAME TO plain_orders");
        try {
            superuser.execute("CREATE TABLE orders (LIKE plain_orders INCLUDING ALL) PARTITION BY RANGE (id)");
            superuser.execute("CREATE TABLE orders_low PARTITION OF orders FOR VALUES FROM (MINVALUE) TO (1000000)");
            superuser.execute("CREATE TABLE orders_high PARTITION OF orders FOR VALUES FROM (1000000) TO (MAXVALUE)");
            superuser.execute("INSERT INTO orders SELECT * FROM plain_orders");
            runScripts();
            assertThat(findings()).isEmpty();

            long low = shop.order(user, "low");
            view.awaitOrder(low, body -> body.path("product_name").asText().equals("low"));
            shop.execute("UPDATE orders SET id = id + 5000000 WHERE id = " + low);
            view.awaitOrder(
                    low + 5_000_000, body -> body.path("product_name").asText().equals("low"));
            Await.until(
                    () -> "the old key is still there",
                    SOON,
                    () -> view.get("orders/" + low).status() == 404);
            assertRefused(superuser, "ALTER TABLE orders_low REPLICA IDENTITY NOTHING", "primary key");
            assertRefused(superuser, "TRUNCATE orders_low", "TRUNCATE names no rows");
            superuser.execute("DROP TRIGGER refuse_truncate ON orders_low");
            assertThat(findings()).extracting(CaptureFinding::kind).containsExactly(Kind.TRUNCATE);
            superuser.execute(
                    "CREATE FUNCTION allow_truncate() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'");
            superuser.execute(
                    "CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON orders_low EXECUTE FUNCTION allow_truncate()");
            assertThat(findings()).extracting(CaptureFinding::kind).containsExactly(Kind.TRUNCATE);
            runScripts();
            assertThat(findings()).isEmpty();
            shop.execute("ALTER PUBLICATION tributary SET (publish_via_partition_root = false)");
            assertThat(findings())
                    .singleElement()
                    .extracting(CaptureFinding::message)
                    .asString()
                    .contains("under the names of its partitions");
            shop.execute("DELETE FROM orders WHERE id = " + (low + 5_000_000));
        } finally {
            superuser.execute("DROP TABLE IF EXISTS orders");
            superuser.execute("DROP FUNCTION IF EXISTS allow_truncate");
            superuser.execute("ALTER TABLE plain_orders RENAME TO orders");
            runScripts();
        }
        assertThat(sweep("orders")).returns(0, RanCommand::exitCode);
    }

    @Test
    void rowsThatAPolicyHidesAreNotTakenForDeleted() throws Exception {
        long order = shop.order(shop.user("Secured"), "secured");
        view.awaitUser(order);
        shop.execute("ALTER TABLE orders ENABLE ROW LEVEL SECURITY");
        shop.execute("ALTER TABLE orders FORCE ROW LEVEL SECURITY");
        try {
            String owner = stack.addresses().postgres();
            for (RanCommand ran : List.of(sweep("orders"), sweep("--dry-run"), auditAt(owner, "5s"))) {
                assertThat(ran.exitCode()).as(ran.out() + ran.err()).isEqualTo(1);
                assertThat(ran.out()).doesNotContain("removed");
                assertThat(ran.err()).contains("row-level security hides rows of table public.orders");
            }
            assertThatThrownBy(() ->
                            superuser.execute("SET ROLE shop; SET row_security = off; SELECT count(*) FROM orders"))
                    .hasMessageContaining("row-level security");
            RanCommand swept = sweepAt(url(Secrets.Role.DEBEZIUM), "orders");
            assertThat(swept.exitCode()).as(swept.err()).isZero();
            assertThat(swept.out()).doesNotContain("removed");
            RanCommand audited = auditAt(url(Secrets.Role.DEBEZIUM), "60s");
            assertThat(audited.exitCode()).as(audited.out() + audited.err()).isZero();
            assertThat(findings()).isEmpty();
            RanCommand.snapshot(stack, "orders", "--where", "id = " + order);
            shop.execute("CREATE POLICY all_rows ON orders USING (true)");
            try (Connection connection = new Postgres(owner).open("who only writes");
                    Statement statement = connection.createStatement()) {
                statement.execute("UPDATE orders SET quantity = 1 WHERE id = " + order);
            }

            superuser.execute("ALTER ROLE debezium NOBYPASSRLS");
            assertThat(findings()).extracting(CaptureFinding::kind).containsExactly(Kind.ROW_SECURITY);
            assertThat(RanCommand.trySnapshot(stack, "orders"))
                    .returns(1, RanCommand::exitCode)
                    .extracting(RanCommand::err)
                    .asString()
                    .contains("ALTER ROLE debezium BYPASSRLS");
            assertThatThrownBy(() -> new Shop(url(Secrets.Role.DEBEZIUM)).number("SELECT count(*) FROM orders"))
                    .hasMessageContaining("row-level security");
        } finally {
            superuser.execute("ALTER ROLE debezium BYPASSRLS");
            shop.execute("DROP POLICY IF EXISTS all_rows ON orders");
            shop.execute("ALTER TABLE orders NO FORCE ROW LEVEL SECURITY");
            shop.execute("ALTER TABLE orders DISABLE ROW LEVEL SECURITY");
        }
        assertThat(view.get("orders/" + order).status()).isEqualTo(200);
    }

    /** Otherwise the log would say that a row was deleted, and not which one. */
    @Test
    void aReplicaIdentityWithoutThePrimaryKeyIsRefused() throws Exception {
        shop.execute("ALTER TABLE orders ADD code uuid NOT NULL DEFAULT gen_random_uuid()");
        try {
            superuser.execute("CREATE UNIQUE INDEX orders_code ON orders (code)");
            for (Shop role : List.of(shop, superuser)) {
                assertRefused(role, "ALTER TABLE orders REPLICA IDENTITY USING INDEX orders_code", "primary key");
                assertRefused(role, "ALTER TABLE orders REPLICA IDENTITY NOTHING", "primary key");
                assertRefused(role, "ALTER TABLE orders DROP CONSTRAINT orders_pkey", "primary key");
            }
            superuser.execute("CREATE UNIQUE INDEX orders_code_id ON orders (code, id)");
            shop.execute("ALTER TABLE orders REPLICA IDENTITY USING INDEX orders_code_id");
            assertRefused(superuser, "DROP INDEX orders_code_id", "primary key");
            superuser.execute("CREATE INDEX orders_other ON orders (code)");
            superuser.execute("DROP INDEX orders_other");
            long user = shop.user("Identified");
            long deleted = shop.order(user, "deleted");
            view.awaitUser(deleted);
            shop.execute("DELETE FROM orders WHERE id = " + deleted);
            Await.until(
                    () -> "the order is still there",
                    SOON,
                    () -> view.get("orders/" + deleted).status() == 404);

            superuser.execute("ALTER EVENT TRIGGER tributary_refuse_replica_identity DISABLE");
            shop.execute("ALTER TABLE orders REPLICA IDENTITY USING INDEX orders_code");
            assertThat(findings()).extracting(CaptureFinding::kind).containsExactly(Kind.REPLICA_IDENTITY);
        } finally {
            shop.execute("ALTER TABLE orders REPLICA IDENTITY DEFAULT");
            superuser.execute("ALTER EVENT TRIGGER tributary_refuse_replica_identity ENABLE ALWAYS");
            shop.execute("ALTER TABLE orders DROP code");
        }
    }

    /** PostgreSQL would refuse every update. */
    @Test
    void aGeneratedColumnInTheReplicaIdentityIsRefused() throws Exception {
        shop.execute("ALTER TABLE orders ADD twice int GENERATED ALWAYS AS (quantity / 2) STORED");
        try {
            assertRefused(shop, "ALTER TABLE orders REPLICA IDENTITY FULL", "generated column");
            shop.execute("ALTER TABLE orders DROP twice; ALTER TABLE orders REPLICA IDENTITY FULL");
            for (String kind : new String[] {"STORED", "VIRTUAL"}) {
                assertRefused(
                        shop,
                        "ALTER TABLE orders ADD half int GENERATED ALWAYS AS (quantity / 2) " + kind,
                        "generated column");
            }
        } finally {
            shop.execute("ALTER TABLE orders REPLICA IDENTITY DEFAULT");
            shop.execute("ALTER TABLE orders DROP IF EXISTS twice");
        }
        shop.execute("ALTER PUBLICATION tributary SET (publish_generated_columns = stored)");
        assertThat(findings()).extracting(CaptureFinding::kind).containsExactly(Kind.PUBLICATION);
        runScripts();
    }

    /** As what applies the changes of a subscription does. */
    @Test
    void truncateIsRefusedWhereOnlyTriggersOfReplicasFireToo() {
        assertRefused(superuser, "SET session_replication_role = replica; TRUNCATE orders", "TRUNCATE names no rows");
    }

    @Test
    void whatAQueryOfATableHasAndItsCaptureHasNotIsFound() throws Exception {
        superuser.execute("CREATE TABLE old_orders () INHERITS (orders)");
        try {
            assertThat(findings()).extracting(CaptureFinding::kind).containsExactly(Kind.TABLE);
        } finally {
            superuser.execute("DROP TABLE old_orders");
        }
        shop.execute("ALTER TABLE users RENAME email TO plain_email;"
                + " ALTER TABLE users ADD email text GENERATED ALWAYS AS (upper(name)) STORED");
        try {
            assertThat(findings()).extracting(CaptureFinding::kind).containsExactly(Kind.COLUMN_LIST);
        } finally {
            shop.execute("ALTER TABLE users DROP email; ALTER TABLE users RENAME plain_email TO email");
        }
    }

    @Test
    void aPublicationThatLeavesSomethingOutIsFound() throws Exception {
        shop.execute(
                "ALTER PUBLICATION tributary SET TABLE users (id, name) WHERE (id > 0), orders, tributary.heartbeat,"
                        + " tributary.signal");
        try {
            assertThat(findings())
                    .extracting(CaptureFinding::kind)
                    .containsExactlyInAnyOrder(Kind.ROW_FILTER, Kind.COLUMN_LIST);
            shop.execute("ALTER PUBLICATION tributary SET (publish = 'insert, update')");
            assertThat(findings()).extracting(CaptureFinding::kind).contains(Kind.PUBLICATION);
        } finally {
            shop.execute("ALTER PUBLICATION tributary SET TABLE users, orders, tributary.heartbeat, tributary.signal");
            runScripts();
        }
    }

    @Test
    void aPrivilegeThatTheConnectorLacksIsFound() throws Exception {
        CaptureSettings defaults = CaptureSettings.defaults();
        CaptureCheck check = new CaptureCheck(
                new Postgres(stack.addresses().postgres()),
                new CaptureSettings(
                        defaults.publication(),
                        Optional.empty(),
                        Optional.of("reader"),
                        defaults.tables(),
                        defaults.signalTable(),
                        defaults.columns()));
        superuser.execute("CREATE ROLE reader");
        try {
            superuser.execute("GRANT SELECT (id, name) ON users TO reader; GRANT SELECT ON orders TO reader");
            superuser.execute("GRANT SELECT, INSERT ON tributary.heartbeat, tributary.signal TO reader");
            assertThat(check.findings())
                    .extracting(CaptureFinding::message)
                    .satisfiesExactly(
                            message -> assertThat(message).contains("may not read column email, created_at of"),
                            message -> assertThat(message).contains("GRANT USAGE ON SCHEMA tributary TO reader"),
                            message -> assertThat(message).contains("GRANT UPDATE ON tributary.heartbeat TO reader"),
                            message -> assertThat(message).contains("GRANT DELETE ON tributary.signal TO reader"));
        } finally {
            superuser.execute("DROP OWNED BY reader; DROP ROLE reader");
        }
    }

    @Test
    void theKeyMayBeOfADomainOverAnInteger() throws Exception {
        superuser.execute("CREATE DOMAIN natural_number AS int CHECK (value > 0)");
        superuser.execute("CREATE DOMAIN order_id AS natural_number");
        superuser.execute("CREATE TABLE of_domain (id order_id PRIMARY KEY)");
        try {
            superuser.execute("ALTER PUBLICATION tributary ADD TABLE of_domain");
            CaptureSettings settings = new CaptureSettings(
                    "tributary",
                    Optional.empty(),
                    Optional.empty(),
                    List.of("public.of_domain"),
                    Optional.empty(),
                    List.of());
            assertThat(new CaptureCheck(new Postgres(stack.addresses().postgres()), settings).findings())
                    .extracting(CaptureFinding::kind)
                    .containsExactly(Kind.TRUNCATE);
        } finally {
            superuser.execute("DROP TABLE of_domain");
            superuser.execute("DROP DOMAIN order_id, natural_number");
        }
    }

    @Test
    void aConnectorOfAnotherDatabaseIsNotCompared() throws Exception {
        CaptureSettings shopSettings = CaptureSettings.defaults();
        CaptureSettings other = new CaptureSettings(
                "nowhere",
                Optional.of("other"),
                shopSettings.role(),
                shopSettings.tables(),
                shopSettings.signalTable(),
                shopSettings.columns());
        Postgres postgres = new Postgres(stack.addresses().postgres());

        assertThat(new CaptureCheck(postgres, other).findingsOfItsDatabase()).isEmpty();
        assertThat(new CaptureCheck(postgres, shopSettings).findingsOfItsDatabase())
                .hasValue(List.of());
    }

    private static void assertRefused(Shop role, String statement, String message) {
        assertThatThrownBy(() -> role.execute(statement)).as(statement).hasMessageContaining(message);
    }

    private List<CaptureFinding> findings() throws SQLException {
        return new CaptureCheck(new Postgres(stack.addresses().postgres()), CaptureSettings.defaults()).findings();
    }

    private void runScripts() throws Exception {
        for (Path script : Project.find().sqlScripts(DataSet.SHOP)) {
            superuser.execute(Files.readString(script));
        }
    }

    private String url(Secrets.Role role) {
        Secrets secrets = Secrets.in(stack.directory().resolve("secrets.properties"));
        return stack.addresses().postgres().replaceFirst("\\?.*", "") + "?user=" + role.role() + "&password="
                + secrets.password(role);
    }

    private RanCommand auditAt(String postgres, String timeout) {
        return RanCommand.run(List.of(
                "audit",
                "--postgres",
                postgres,
                "--timeout",
                timeout,
                "--bootstrap-servers",
                stack.addresses().bootstrapServers(),
                "--http",
                stack.addresses().http().getFirst().toString(),
                "--schema-registry",
                stack.addresses().schemaRegistry(),
                "--connect",
                stack.addresses().connect().toString()));
    }

    private RanCommand sweep(String... arguments) {
        return sweepAt(stack.addresses().postgres(), arguments);
    }

    private RanCommand sweepAt(String postgres, String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                "sweep",
                "--postgres",
                postgres,
                "--bootstrap-servers",
                stack.addresses().bootstrapServers(),
                "--schema-registry",
                stack.addresses().schemaRegistry(),
                "--connect",
                stack.addresses().connect().toString()));
        line.addAll(List.of(arguments));
        return RanCommand.run(line);
    }

    private RanCommand run(String... arguments) {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of("--postgres", stack.addresses().postgres()));
        return RanCommand.run(line);
    }
}
