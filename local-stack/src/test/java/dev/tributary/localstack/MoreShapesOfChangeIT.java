package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What happens around the rows, on the real pipeline: a server that is busy elsewhere, and columns that are made wider. */
@ExtendWith(LocalStackExtension.class)
class MoreShapesOfChangeIT {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final int ORDERS = 300;

    private final LocalStack stack;
    private final Shop shop;
    private final HttpView view;

    MoreShapesOfChangeIT(LocalStack stack) {
        this.stack = stack;
        this.shop = new Shop(stack.addresses().postgres());
        this.view = new HttpView(stack.addresses().http().getFirst());
    }

    @AfterEach
    void isEqualToTheDatabase() throws Exception {
        DatabaseEquality.await(stack);
    }

    /** Otherwise PostgreSQL would keep all of its log for the slot. */
    @Test
    void theSlotMovesOnWhileTheShopIsIdleAndTheRestOfTheServerIsNot() throws Exception {
        DatabaseEquality.await(stack);
        long writes = writes();
        String elsewhere = "busy_elsewhere";
        superuser("postgres", "CREATE DATABASE " + elsewhere);
        try {
            superuser(elsewhere, "CREATE TABLE busy AS SELECT g, repeat('x', 200) FROM generate_series(1, 50000) g");
            superuser("shop", "CREATE TABLE not_captured AS SELECT g FROM generate_series(1, 50000) g");
            long written = position("pg_current_wal_insert_lsn()");

            Await.until(
                    () -> "the slot stands at " + slot("confirmed_flush_lsn") + " of " + written,
                    SOON,
                    () -> slot("confirmed_flush_lsn") >= written);
            Await.until(
                    () -> "the log is kept from " + slot("restart_lsn") + " on, " + written + " was written before",
                    SOON,
                    () -> {
                        superuser("postgres", "CHECKPOINT");
                        return slot("restart_lsn") >= written;
                    });
            assertThat(writes()).as("the shop has been idle").isEqualTo(writes);
        } finally {
            superuser("shop", "DROP TABLE IF EXISTS not_captured");
            superuser("postgres", "DROP DATABASE " + elsewhere);
        }
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

        Await.until(
                () -> "order " + order + " is not wide",
                SOON,
                () -> view.get("orders/" + order)
                                .body()
                                .path("product_name")
                                .asText()
                                .length()
                        == 4_000);
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

    /** Row changes in the shop's tables. */
    private long writes() throws SQLException {
        return shop.number("SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::bigint FROM pg_stat_user_tables"
                + " WHERE schemaname = 'public' AND relname IN ('users', 'orders')");
    }

    private long slot(String column) {
        try {
            return position("(SELECT " + column + " FROM pg_replication_slots WHERE slot_name = 'tributary')");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private long position(String expression) throws SQLException {
        return shop.number("SELECT (" + expression + " - '0/0'::pg_lsn)::bigint");
    }

    private void superuser(String database, String sql) throws SQLException {
        String url = stack.addresses().postgres().replaceFirst("/shop\\?.*", "/" + database);
        String password =
                Secrets.in(stack.directory().resolve("secrets.properties")).password(Secrets.Role.POSTGRES);
        try (Connection connection = DriverManager.getConnection(url, Secrets.Role.POSTGRES.role(), password);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
