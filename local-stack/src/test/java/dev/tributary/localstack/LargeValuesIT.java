package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Values that PostgreSQL stores out of line (TOAST), and does not log unless they change, on the real pipeline. */
@ExtendWith(LocalStackExtension.class)
class LargeValuesIT {

    private static final long MOVED = 1_700_000_000;
    private static final String LARGE = new Random(1)
            .ints(100_000, 'a', 'z' + 1)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();

    private final LocalStack stack;
    private final Shop shop;
    private final HttpView view;
    private long user;
    private long order;

    LargeValuesIT(LocalStack stack) {
        this.stack = stack;
        this.shop = new Shop(stack.addresses().postgres());
        this.view = new HttpView(stack.addresses().http().getFirst());
    }

    private Shop superuser() {
        Secrets secrets = Secrets.in(stack.directory().resolve("secrets.properties"));
        return new Shop(stack.addresses().postgres().replaceFirst("\\?.*", "") + "?user=postgres&password="
                + secrets.password(Secrets.Role.POSTGRES));
    }

    @BeforeEach
    void insert() throws Exception {
        shop.execute("ALTER TABLE orders ALTER product_name TYPE text, ALTER product_name SET STORAGE EXTERNAL");
        shop.execute("ALTER TABLE users ALTER name TYPE text, ALTER name SET STORAGE EXTERNAL");
        user = shop.user(LARGE);
        order = shop.order(user, LARGE);
        view.awaitUser(order);
    }

    @AfterEach
    void isEqualToTheDatabaseAndGoes() throws Exception {
        DatabaseEquality.await(stack);
        shop.execute("DELETE FROM orders WHERE user_id IN (" + user + ", " + MOVED + ")");
        shop.execute("DELETE FROM users WHERE id IN (" + user + ", " + MOVED + ")");
        shop.execute("ALTER TABLE orders REPLICA IDENTITY DEFAULT, ALTER product_name TYPE varchar(100)");
        shop.execute("ALTER TABLE users REPLICA IDENTITY DEFAULT, ALTER name TYPE varchar(100)");
    }

    @Test
    void areKeptWhenAnotherColumnChanges() throws Exception {
        for (String identity : new String[] {"DEFAULT", "FULL"}) {
            shop.execute("ALTER TABLE orders REPLICA IDENTITY " + identity);
            shop.execute("ALTER TABLE users REPLICA IDENTITY " + identity);
            shop.execute("UPDATE orders SET quantity = quantity + 1 WHERE id = " + order);
            shop.execute("UPDATE users SET email = 'changed@example.com' WHERE id = " + user);
            view.awaitOrder(order, body -> body.at("/user/email").asText().equals("changed@example.com"));
            assertThat(view.get("orders/" + order).body().get("product_name").textValue())
                    .isEqualTo(LARGE);
            DatabaseEquality.await(stack);
            shop.execute("UPDATE users SET email = 'x@example.com' WHERE id = " + user);
        }
    }

    /** Nothing is held under the new key that the value could be taken from. */
    @Test
    void areKeptWhenTheKeyOfTheirOrderChanges() throws Exception {
        shop.execute("UPDATE orders SET id = " + MOVED + " WHERE id = " + order);

        view.awaitOrder(MOVED, body -> body.path("product_name").asText().equals(LARGE));
        view.awaitGone(order);
    }

    /** The value is read through a connection that is idle for most of the time. */
    @Test
    void areKeptWhenTheConnectionThatTheyAreReadThroughWasLost() throws Exception {
        shop.execute("UPDATE orders SET id = " + MOVED + " WHERE id = " + order);
        view.awaitOrder(MOVED, body -> body.path("product_name").asText().equals(LARGE));
        long ended = superuser()
                .number("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                        + " WHERE usename = 'debezium' AND query LIKE 'SELECT \"product_name\"%'");
        assertThat(ended).isEqualTo(1);

        shop.execute("UPDATE orders SET id = " + (MOVED + 1) + " WHERE id = " + MOVED);

        view.awaitOrder(MOVED + 1, body -> body.path("product_name").asText().equals(LARGE));
        view.awaitGone(MOVED);
    }

    /** The row of the first change is gone when its creation is captured: that change is a dead letter, and no more. */
    @Test
    void areKeptWhenTheKeyChangesTwiceInOneTransaction() throws Exception {
        shop.execute("UPDATE orders SET id = " + MOVED + " WHERE id = " + order + "; UPDATE orders SET id = "
                + (MOVED + 1) + ", quantity = 5 WHERE id = " + MOVED);

        view.awaitOrder(
                MOVED + 1,
                body -> body.path("quantity").intValue() == 5
                        && body.path("product_name").asText().equals(LARGE));
        view.awaitGone(order);
        RanCommand discarded = RanCommand.run(List.of(
                "dead-letters",
                "discard",
                "--all",
                "--bootstrap-servers",
                stack.addresses().bootstrapServers()));
        assertThat(discarded.exitCode()).as(discarded.err()).isZero();
        assertThat(discarded.out().lines().filter(line -> line.startsWith("cdc.public.")))
                .hasSize(1);
    }

    @Test
    void areKeptWhenTheKeyOfTheirUserChanges() throws Exception {
        shop.execute("DELETE FROM orders WHERE id = " + order);
        shop.execute("UPDATE users SET id = " + MOVED + " WHERE id = " + user);

        long afterwards = shop.order(MOVED, "small");

        view.awaitOrder(afterwards, body -> body.at("/user/name").asText().equals(LARGE));
    }
}
