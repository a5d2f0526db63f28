package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.tools.definition.View;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Everything that SQL can do to a row, on the real pipeline; after each of it the SQL join, the topic and the view have the
 * same rows. The foreign key is taken away meanwhile, so that all of it can be done.
 */
@ExtendWith(LocalStackExtension.class)
class ShapesOfChangeIT extends ShapesOfChange {

    private static final Duration SOON = Duration.ofMinutes(2);

    private static final Join USERS = new Join(
            "orders",
            "user_id",
            "users",
            "id",
            "name",
            "INSERT INTO users (id, name) VALUES (%d, '%d')",
            "INSERT INTO orders (id, user_id, quantity) SELECT id, %3$d, 1 FROM generate_series(%1$d, %2$d) id");

    private final LocalStack stack;
    private final Shop shop;
    private final HttpView view;
    private final RowsAsInPostgres rows;

    ShapesOfChangeIT(LocalStack stack) {
        this.stack = stack;
        this.shop = new Shop(stack.addresses().postgres());
        this.view = new HttpView(stack.addresses().http().getFirst());
        this.rows = new RowsAsInPostgres(
                shop, view, "(" + View.shipped().definition().query() + ")");
    }

    @Override
    List<Join> joins() {
        return List.of(USERS);
    }

    @Override
    RowsAsInPostgres rows() {
        return rows;
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
        // The generator takes any ids between the least and the greatest.
        shop.execute("DELETE FROM orders WHERE id >= " + FIRST_KEY + " OR user_id NOT IN (SELECT id FROM users)");
        shop.execute("DELETE FROM users WHERE id >= " + FIRST_KEY);
        shop.execute("ALTER TABLE orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users");
    }

    @AfterEach
    void isEqualToTheDatabase() throws Exception {
        DatabaseEquality.await(stack);
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
