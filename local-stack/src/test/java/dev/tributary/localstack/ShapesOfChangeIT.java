package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.localstack.HttpView.Reply;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Everything that SQL can do to a row, on the real pipeline; after each of it the SQL join, the topic and the view have the
 * same rows. The foreign key is taken away meanwhile, so that all of it can be done.
 */
@ExtendWith(LocalStackExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShapesOfChangeIT {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final long NOBODY = 1_900_000_000;

    private final LocalStack stack;
    private final Shop shop;
    private final HttpView view;

    ShapesOfChangeIT(LocalStack stack) {
        this.stack = stack;
        this.shop = new Shop(stack.addresses().postgres());
        this.view = new HttpView(stack.addresses().http().getFirst());
    }

    @BeforeAll
    void withoutForeignKey() throws Exception {
        // It locks both tables, and so does the connector as long as it takes its snapshot.
        Await.until(() -> "the foreign key is not dropped", SOON, () -> {
            shop.execute("ALTER TABLE orders DROP CONSTRAINT orders_user_id_fkey");
            return true;
        });
    }

    @AfterAll
    void withForeignKey() throws SQLException {
        shop.execute("DELETE FROM orders WHERE user_id NOT IN (SELECT id FROM users)");
        shop.execute("ALTER TABLE orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users");
    }

    @AfterEach
    void isEqualToTheDatabase() throws Exception {
        DatabaseEquality.await(stack);
    }

    @Test
    void anOrderChangesItsKey() throws Exception {
        long order = shop.order(shop.user("Keyed"), "kettle");
        view.awaitUser(order);

        shop.execute("UPDATE orders SET id = " + (NOBODY + 1) + " WHERE id = " + order);

        Reply renamed = view.awaitUser(NOBODY + 1);
        assertThat(renamed.body().get("product_name").textValue()).isEqualTo("kettle");
        view.awaitGone(order);
        shop.execute("UPDATE orders SET id = " + order + " WHERE id = " + (NOBODY + 1));
        view.awaitUser(order);
        view.awaitGone(NOBODY + 1);
    }

    @Test
    void aUserChangesTheirKey() throws Exception {
        long user = shop.user("Moving");
        long order = shop.order(user, "follows nobody");
        view.awaitUser(order);

        shop.execute("UPDATE users SET id = " + (NOBODY + 2) + " WHERE id = " + user);
        view.awaitOrder(order, body -> body.get("user").isNull());
        shop.execute("UPDATE orders SET user_id = " + (NOBODY + 2) + " WHERE id = " + order);
        view.awaitOrder(order, body -> body.at("/user/name").asText().equals("Moving"));
    }

    @Test
    void aUserComesAfterTheirOrdersAndGoesAndComesAgain() throws Exception {
        long user = NOBODY + 3;
        long order = shop.order(user, "waits");
        view.awaitOrder(order, body -> body.get("user").isNull());

        shop.execute("INSERT INTO users (id, name) VALUES (" + user + ", 'Late')");
        view.awaitOrder(order, body -> body.at("/user/name").asText().equals("Late"));
        shop.execute("DELETE FROM users WHERE id = " + user);
        view.awaitOrder(order, body -> body.get("user").isNull());
        shop.execute("INSERT INTO users (id, name) VALUES (" + user + ", 'Back')");
        view.awaitOrder(order, body -> body.at("/user/name").asText().equals("Back"));
        shop.execute("BEGIN; DELETE FROM users WHERE id = " + user + "; INSERT INTO users (id, name) VALUES (" + user
                + ", 'Replaced'); COMMIT");
        view.awaitOrder(order, body -> body.at("/user/name").asText().equals("Replaced"));
    }

    @Test
    void anOrderHasNoUserAndHasOneAndHasNone() throws Exception {
        long user = shop.user("Optional");
        long order = shop.number("INSERT INTO orders (user_id, quantity) VALUES (NULL, 1) RETURNING id");
        view.awaitOrder(order, body -> body.get("user").isNull());

        shop.execute("UPDATE orders SET user_id = " + user + " WHERE id = " + order);
        view.awaitUser(order);
        shop.execute("UPDATE orders SET user_id = NULL WHERE id = " + order);
        view.awaitOrder(
                order, body -> body.get("user").isNull() && body.get("user_id").isNull());
    }

    @Test
    void ordersGoToAndFroWhileTheirUsersChange() throws Exception {
        long one = shop.user("one");
        long other = shop.user("other");
        long order = shop.order(one, "restless");
        for (int i = 1; i <= 100; i++) {
            shop.execute("UPDATE orders SET user_id = " + (i % 2 == 0 ? one : other) + " WHERE id = " + order);
            shop.execute("UPDATE users SET name = 'name " + i + "' WHERE id IN (" + one + ", " + other + ")");
        }

        view.awaitOrder(
                order,
                body -> body.get("user_id").longValue() == one
                        && body.at("/user/name").asText().equals("name 100"));
    }

    @Test
    void oneTransactionChangesManyRowsOfBothTablesAndAnotherNone() throws Exception {
        long user = shop.user("Before");
        long order = shop.order(user, "first");
        shop.execute(
                "BEGIN; INSERT INTO orders (user_id, quantity) SELECT " + user + ", g FROM generate_series(1, 500) g;"
                        + " UPDATE users SET name = 'Within' WHERE id = " + user + ";"
                        + " UPDATE orders SET quantity = quantity + 1 WHERE user_id = " + user + ";"
                        + " DELETE FROM orders WHERE user_id = " + user + " AND quantity > 400;"
                        + " UPDATE users SET name = 'After' WHERE id = " + user + "; COMMIT");
        shop.execute("BEGIN; UPDATE users SET name = 'Never' WHERE id = " + user
                + "; DELETE FROM orders WHERE user_id = " + user + "; ROLLBACK");

        view.awaitOrder(order, body -> body.at("/user/name").asText().equals("After"));
    }

    @Test
    void valuesAtTheirLimits() throws Exception {
        shop.execute("INSERT INTO users (id, name, email, created_at) VALUES (-2147483648, '', '', '-infinity'),"
                + " (2147483647, ' ', NULL, 'infinity')");
        shop.execute("INSERT INTO orders (id, user_id, product_name, quantity, order_date) VALUES"
                + " (-2147483648, -2147483648, '', -2147483648, 'infinity'),"
                + " (2147483647, 2147483647, NULL, 2147483647, '-infinity'),"
                + " (0, 0, 'null', 0, '0001-01-01 00:00:00.000001'),"
                + " (-1, -1, '\"', -1, '1969-12-31 23:59:59.999999')");

        view.awaitOrder(
                Integer.MIN_VALUE,
                body -> body.get("order_date").asText().equals("infinity")
                        && body.at("/user/created_at").asText().equals("-infinity"));
        view.awaitOrder(
                Integer.MAX_VALUE, body -> body.get("order_date").asText().equals("-infinity"));
        view.awaitOrder(-1, body -> body.get("order_date").asText().equals("1969-12-31T23:59:59.999999"));
        view.awaitOrder(0, body -> body.get("order_date").asText().equals("0001-01-01T00:00:00.000001"));
        DatabaseEquality.await(stack);
        shop.execute("DELETE FROM orders WHERE id IN (-2147483648, 2147483647, 0, -1)");
        shop.execute("DELETE FROM users WHERE id IN (-2147483648, 2147483647)");
    }

    @Test
    void textOfEveryPlaneOfUnicode() throws Exception {
        long user = shop.user("planes");
        long order = shop.order(user, "planes");
        for (int plane = 0; plane <= 16; plane++) {
            String text = new StringBuilder("~")
                    .appendCodePoint((plane << 16) + 0x21)
                    .appendCodePoint((plane << 16) + 0xFFFD)
                    .append("\u0001\t\r\n\\'\"</script>\u202E")
                    .toString();
            update("UPDATE orders SET product_name = ? WHERE id = " + order, text);
            update("UPDATE users SET name = ? WHERE id = " + user, text);
            view.awaitOrder(
                    order,
                    body -> body.get("product_name").asText().equals(text)
                            && body.at("/user/name").asText().equals(text));
        }
        assertThatThrownBy(() -> update("UPDATE users SET name = ? WHERE id = " + user, "\u0000"))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void aHundredThousandRowsInOneCopy() throws Exception {
        long user = shop.user("Copied");
        shop.copyOrders(user, 100_000);
        shop.execute("UPDATE users SET name = 'Renamed' WHERE id = " + user);

        DatabaseEquality.await(stack);
        shop.execute("DELETE FROM orders WHERE user_id = " + user);
    }

    /** What went by while the table was not captured is read again when it is asked for. */
    @Test
    void aTableIsReadOnceMoreWhenItIsAskedFor() throws Exception {
        long user = shop.user("Signalled");
        long before = shop.order(user, "before");
        view.awaitUser(before);
        shop.execute("ALTER PUBLICATION tributary DROP TABLE public.orders");
        long missed = shop.order(user, "missed");
        shop.execute("UPDATE orders SET quantity = 5 WHERE id = " + before);
        shop.execute("ALTER PUBLICATION tributary ADD TABLE public.orders");
        long after = shop.order(user, "after");
        view.awaitUser(after);
        assertThat(view.get("orders/" + missed).status()).isEqualTo(404);

        RanCommand.snapshot(stack, "orders", "--where", "id = " + missed);

        view.awaitUser(missed);
        shop.execute("UPDATE orders SET product_name = 'after, too' WHERE id = " + after);
        view.awaitOrder(after, body -> body.get("product_name").asText().equals("after, too"));
        assertThat(view.get("orders/" + before).body().get("quantity").intValue())
                .as("the condition leaves it out")
                .isZero();
        RanCommand.snapshot(stack, "orders");
        view.awaitOrder(before, body -> body.get("quantity").intValue() == 5);
    }

    private void update(String sql, String text) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(stack.addresses().postgres());
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, text);
            statement.executeUpdate();
        }
    }
}
