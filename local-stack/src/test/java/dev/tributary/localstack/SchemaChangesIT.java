package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The columns of the tables change while their rows do, on the real pipeline. */
@ExtendWith(LocalStackExtension.class)
class SchemaChangesIT {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final int ORDERS = 300;

    private final LocalStack stack;
    private final Shop shop;
    private final HttpView view;

    SchemaChangesIT(LocalStack stack) {
        this.stack = stack;
        this.shop = new Shop(stack.addresses().postgres());
        this.view = new HttpView(stack.addresses().http().getFirst());
    }

    @AfterEach
    void isEqualToTheDatabase() throws Exception {
        DatabaseEquality.await(stack);
    }

    @Test
    void columnsComeAndGoWhileRowsChange() throws Exception {
        long user = shop.user("Altered");
        long order = shop.order(user, "altered");
        view.awaitUser(order);
        for (String table : new String[] {"orders", "users"}) {
            shop.execute("ALTER TABLE " + table + " ADD note text");
            shop.execute("ALTER TABLE " + table + " ADD rank int NOT NULL DEFAULT 7");
        }
        shop.execute("UPDATE orders SET note = 'with', quantity = 1 WHERE id = " + order);
        shop.execute("UPDATE users SET note = 'with', name = 'Altered, with' WHERE id = " + user);
        view.awaitOrder(
                order,
                body -> body.get("quantity").intValue() == 1
                        && body.at("/user/name").asText().equals("Altered, with"));
        for (String table : new String[] {"orders", "users"}) {
            shop.execute("ALTER TABLE " + table + " DROP note, DROP rank");
        }
        shop.execute("UPDATE orders SET quantity = 2 WHERE id = " + order);
        shop.execute("UPDATE users SET name = 'Altered, without' WHERE id = " + user);

        view.awaitOrder(
                order,
                body -> body.get("quantity").intValue() == 2
                        && body.at("/user/name").asText().equals("Altered, without"));
    }

    /** A column that the results have not may have any name, type and size. */
    @Test
    void columnsThatNobodyReadsStopNothing() throws Exception {
        long user = shop.user("Unread");
        long order = shop.order(user, "unread");
        view.awaitUser(order);
        shop.execute("ALTER TABLE orders ADD \"gift-note\" text, ADD \"1. größe\" int, ADD attachment text,"
                + " ADD twice int GENERATED ALWAYS AS (quantity / 2) STORED");
        try {
            shop.execute(
                    "UPDATE orders SET quantity = 2, \"gift-note\" = 'x', attachment = repeat(md5('x'), 1000000) WHERE id = "
                            + order);
            view.awaitOrder(order, body -> body.get("quantity").intValue() == 2);

            RanCommand.snapshot(stack, "orders");
            // The connector has read the columns once more: what it knows of them must be what is sent.
            shop.execute("UPDATE orders SET quantity = 3 WHERE id = " + order);
            long after = shop.order(user, "after the snapshot");
            view.awaitOrder(order, body -> body.get("quantity").intValue() == 3);
            view.awaitUser(after);
        } finally {
            shop.execute("ALTER TABLE orders DROP \"gift-note\", DROP \"1. größe\", DROP attachment, DROP twice");
        }
    }

    /** The change is a dead letter; the other table goes on, and so does this one once the column has its name again. */
    @Test
    void theKeyColumnHasAnotherNameForAWhile() throws Exception {
        long user = shop.user("Keyed");
        long order = shop.order(user, "keyed");
        long deleted = shop.order(user, "deleted");
        view.awaitUser(order);
        view.awaitUser(deleted);
        shop.execute("ALTER TABLE orders RENAME id TO order_id");
        try {
            shop.execute("UPDATE orders SET quantity = 7 WHERE order_id = " + order);
            shop.execute("DELETE FROM orders WHERE order_id = " + deleted);
            shop.execute("UPDATE users SET name = 'Keyed meanwhile' WHERE id = " + user);
            view.awaitOrder(order, body -> body.at("/user/name").asText().equals("Keyed meanwhile"));
        } finally {
            shop.execute("ALTER TABLE orders RENAME order_id TO id");
        }
        assertThat(view.get("orders/" + order).body().get("quantity").intValue())
                .isZero();

        RanCommand.snapshot(stack, "orders");

        view.awaitOrder(order, body -> body.get("quantity").intValue() == 7);
        RanCommand swept = RanCommand.run(List.of(
                "sweep",
                "orders",
                "--postgres",
                stack.addresses().postgres(),
                "--bootstrap-servers",
                stack.addresses().bootstrapServers(),
                "--schema-registry",
                stack.addresses().schemaRegistry(),
                "--connect",
                stack.addresses().connect().toString()));
        assertThat(swept.exitCode()).as(swept.err()).isZero();
        view.awaitGone(deleted);
        RanCommand discarded = deadLetters("discard", "--all");
        assertThat(discarded.exitCode()).as(discarded.err()).isZero();
        assertThat(discarded.out()).contains("cdc.public.orders:");
    }

    @Test
    void aSnapshotThatCannotBeTakenFails() throws Exception {
        assertThat(RanCommand.trySnapshot(stack, "orders", "--where", "colour = 7"))
                .returns(1, RanCommand::exitCode)
                .extracting(RanCommand::err)
                .asString()
                .contains("column \"colour\" does not exist");
        shop.execute("REVOKE SELECT ON orders FROM debezium");
        try {
            assertThat(RanCommand.trySnapshot(stack, "orders"))
                    .returns(1, RanCommand::exitCode)
                    .extracting(RanCommand::err)
                    .asString()
                    .contains("GRANT SELECT ON public.orders TO debezium");
        } finally {
            shop.execute("GRANT SELECT ON orders TO debezium");
        }
        assertThat(RanCommand.trySnapshot(stack, "orders", "--where", "id < 0"))
                .returns(0, RanCommand::exitCode)
                .extracting(RanCommand::out)
                .asString()
                .contains("public.orders: 0 rows");
    }

    /** What is not there is null in the rows that change meanwhile; named as before and read once more, all is as it was. */
    @Test
    void columnsHaveAnotherNameForAWhile() throws Exception {
        long user = shop.user("Named");
        long changed = shop.order(user, "changed");
        long untouched = shop.order(user, "untouched");
        view.awaitUser(changed);
        view.awaitUser(untouched);
        shop.execute("ALTER TABLE orders RENAME product_name TO title");
        shop.execute("ALTER TABLE users RENAME name TO full_name");
        try {
            shop.execute("UPDATE orders SET quantity = 1 WHERE id = " + changed);
            view.awaitOrder(
                    changed,
                    body -> body.get("quantity").intValue() == 1
                            && body.get("product_name").isNull());
            shop.execute("UPDATE users SET email = 'named@example.com' WHERE id = " + user);
            for (long order : new long[] {changed, untouched}) {
                view.awaitOrder(
                        order,
                        body -> body.at("/user/email").asText().equals("named@example.com")
                                && body.at("/user/name").isNull());
            }
            assertThat(view.get("orders/" + untouched)
                            .body()
                            .get("product_name")
                            .textValue())
                    .isEqualTo("untouched");
        } finally {
            shop.execute("ALTER TABLE orders RENAME title TO product_name");
            shop.execute("ALTER TABLE users RENAME full_name TO name");
        }

        RanCommand.snapshot(stack, "orders", "users");

        view.awaitOrder(
                changed,
                body -> body.get("product_name").asText().equals("changed")
                        && body.at("/user/name").asText().equals("Named"));
    }

    @Test
    void columnsBecomeWiderWhileRowsChange() throws Exception {
        long user = shop.user("Narrow");
        shop.execute("INSERT INTO orders (user_id, product_name, quantity) SELECT " + user
                + ", 'narrow ' || g, 0 FROM generate_series(1, " + ORDERS + ") g");
        long order = shop.number("SELECT min(id) FROM orders WHERE user_id = " + user);
        view.awaitUser(order);
        CountDownLatch wide = new CountDownLatch(1);
        CompletableFuture<Void> changes = CompletableFuture.runAsync(() -> change(user, wide));
        try {
            for (String type : new String[] {"varchar(5000)", "text", "varchar(5000)"}) {
                long before = shop.number("SELECT max(quantity) FROM orders WHERE user_id = " + user);
                shop.execute("ALTER TABLE orders ALTER product_name TYPE " + type);
                shop.execute("ALTER TABLE users ALTER name TYPE " + type);
                Await.until(
                        () -> "rows do not change meanwhile",
                        SOON,
                        () -> shop.number("SELECT max(quantity) FROM orders WHERE user_id = " + user) > before + 1);
            }
        } finally {
            wide.countDown();
            changes.join();
        }
        String name = "Wide " + "w".repeat(4_000);
        shop.execute("UPDATE orders SET product_name = repeat('p', 4000) WHERE id = " + order);
        shop.execute("UPDATE users SET name = '" + name + "' WHERE id = " + user);

        view.awaitOrder(order, body -> body.get("product_name").asText().length() == 4_000);
        String orders = "users/" + user + "/orders?limit=1000";
        Await.until(
                () -> "some orders have another name of their user",
                SOON,
                () -> view.get(orders).body().path("orders").size() == ORDERS
                        && view.get(orders).body().path("orders").findValuesAsText("name").stream()
                                .allMatch(name::equals));
        DatabaseEquality.await(stack);

        shop.execute("DELETE FROM orders WHERE user_id = " + user);
        shop.execute("DELETE FROM users WHERE id = " + user);
        shop.execute("ALTER TABLE orders ALTER product_name TYPE varchar(100)");
        shop.execute("ALTER TABLE users ALTER name TYPE varchar(100)");
    }

    private void change(long user, CountDownLatch enough) {
        try {
            while (enough.getCount() > 0) {
                shop.execute(
                        "UPDATE orders SET quantity = quantity + 1 WHERE id IN (SELECT id FROM orders WHERE user_id = "
                                + user + " ORDER BY id LIMIT 3)");
                shop.execute("UPDATE users SET email = 'x' || (random() * 1000)::int WHERE id = " + user);
            }
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    /** A number has its digits as text. Bytes have none, though Avro would read them so. */
    @Test
    void textThatBecomesBytesIsADeadLetter() throws Exception {
        long order = shop.order(shop.user("Bytes"), "1234");
        view.awaitUser(order);
        shop.execute("ALTER TABLE orders ADD amount numeric(12,2), ADD code bytea;"
                + " ALTER TABLE orders RENAME product_name TO title");
        try {
            shop.execute("ALTER TABLE orders RENAME amount TO product_name");
            shop.execute("UPDATE orders SET quantity = 1, product_name = 19.99 WHERE id = " + order);
            view.awaitOrder(order, body -> body.path("product_name").asText().equals("19.99"));
            shop.execute("ALTER TABLE orders RENAME product_name TO amount");

            shop.execute("ALTER TABLE orders RENAME code TO product_name");
            shop.execute("UPDATE orders SET quantity = 2, product_name = '\\xfffe00ff41' WHERE id = " + order);
            Await.until(
                    () -> "it is not dead: " + deadLetters("list").out(),
                    SOON,
                    () -> deadLetters("list").out().contains("product_name"));
            JsonNode row = view.get("orders/" + order).body();
            assertThat(row.path("product_name").asText()).isEqualTo("19.99");
            assertThat(row.path("quantity").intValue()).isEqualTo(1);
            discardDeadLetters();
            shop.execute("ALTER TABLE orders RENAME product_name TO code");
        } finally {
            shop.execute("ALTER TABLE orders RENAME title TO product_name");
            shop.execute("ALTER TABLE orders DROP amount, DROP code");
        }
        shop.execute("UPDATE orders SET quantity = 9 WHERE id = " + order);
        view.awaitOrder(order, body -> body.path("quantity").intValue() == 9);
    }

    /** Debezium would leave the column out, and the results would have null. */
    @Test
    void aTypeThatDebeziumDoesNotKnowIsADeadLetter() throws Exception {
        long order = shop.order(shop.user("Unknown"), "known");
        view.awaitUser(order);
        shop.execute("ALTER TABLE orders ADD other pg_lsn; ALTER TABLE orders RENAME product_name TO title;"
                + " ALTER TABLE orders RENAME other TO product_name");
        try {
            shop.execute("UPDATE orders SET product_name = '0/1' WHERE id = " + order);
            Await.until(
                    () -> "it is not dead: " + deadLetters("list").out(),
                    SOON,
                    () -> deadLetters("list").out().contains("product_name"));
            assertThat(view.get("orders/" + order).body().path("product_name").asText())
                    .isEqualTo("known");
            discardDeadLetters();
        } finally {
            shop.execute("ALTER TABLE orders DROP product_name; ALTER TABLE orders RENAME title TO product_name");
        }
        shop.execute("UPDATE orders SET quantity = 9 WHERE id = " + order);
        view.awaitOrder(order, body -> body.path("quantity").intValue() == 9);
    }

    /** The task fails with the registry's reason, and goes on without loss once the rule is off. */
    @Test
    void aSchemaThatTheRegistryRefusesIsReported() throws Exception {
        long order = shop.order(shop.user("Ruled"), "ruled");
        view.awaitUser(order);
        URI rules = URI.create(
                stack.addresses().schemaRegistry().replaceFirst("/apis/.*", "") + "/apis/registry/v3/admin/rules");
        rule(HttpRequest.newBuilder(rules)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"ruleType\":\"COMPATIBILITY\",\"config\":\"FULL_TRANSITIVE\"}")));
        RanCommand[] refused = new RanCommand[1];
        try {
            // With a default that no other test has: a schema that the registry has already is not checked again.
            shop.execute("ALTER TABLE orders ALTER quantity TYPE bigint, ALTER quantity SET DEFAULT 4711");
            shop.execute("UPDATE orders SET quantity = 3 WHERE id = " + order);
            Await.until(() -> "the task does not fail: " + refused[0], SOON, () -> {
                refused[0] = connectors();
                return refused[0].exitCode() != 0;
            });
            assertThat(refused[0].err()).containsIgnoringCase("compatib");
            assertThat(view.get("orders/" + order).body().path("quantity").intValue())
                    .isZero();
        } finally {
            rule(HttpRequest.newBuilder(URI.create(rules + "/COMPATIBILITY")).DELETE());
            assertThat(connectors()).returns(0, RanCommand::exitCode);
            shop.execute("ALTER TABLE orders ALTER quantity TYPE int, ALTER quantity DROP DEFAULT");
        }
        view.awaitOrder(order, body -> body.path("quantity").intValue() == 3);
    }

    private RanCommand connectors() {
        return RanCommand.run(List.of(
                "connectors",
                "--timeout",
                "60s",
                "--connect",
                stack.addresses().connect().toString()));
    }

    private static void rule(HttpRequest.Builder request) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isBetween(200, 299);
        }
    }

    private RanCommand deadLetters(String... arguments) {
        List<String> line = new ArrayList<>(List.of("dead-letters"));
        line.addAll(List.of(arguments));
        line.addAll(List.of("--bootstrap-servers", stack.addresses().bootstrapServers()));
        return RanCommand.run(line);
    }

    private void discardDeadLetters() {
        RanCommand discarded = deadLetters("discard", "--all");
        assertThat(discarded.exitCode()).as(discarded.err()).isZero();
    }
}
