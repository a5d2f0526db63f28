package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A user with a million orders changes their name again and again, each time before the name before has reached all of
 * them, and each time something else goes wrong. Takes minutes.
 */
@Tag("chaos")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FanOutIT {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final int ORDERS = 1_000_000;
    private static final int SECOND_INSTANCE = 2;
    private static final int CHANGES_OF_OTHERS = 3;

    @TempDir
    private static Path folder;

    private LocalStack stack;
    private Shop shop;
    private HttpView view;
    private long user;
    private long other;

    /** A stack of its own: so many rows would make every start of others longer. */
    @BeforeAll
    void aUserHasAMillionOrders() throws Exception {
        stack = LocalStack.start(LocalStackOptions.forTests(folder));
        shop = new Shop(stack.addresses().postgres());
        view = new HttpView(stack.addresses().http().getFirst());
        user = shop.user("Nobody yet");
        other = shop.order(shop.user("Somebody else"), "waits for nobody");
        shop.copyOrders(user, ORDERS);
        DatabaseEquality.await(stack, LONG);
    }

    @AfterAll
    void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void everyOrderArrivesAtTheLastNameWhateverHappensOnTheWay() throws Exception {
        ServerProcess application = stack.process(Part.APPLICATION);

        rename("First");
        nobodyElseWaits();
        rename("Second");
        application.kill();
        application.restart(LONG);

        rename("Third");
        stack.process(Part.KAFKA).kill();
        stack.process(Part.KAFKA).restart(LONG);
        Await.until(
                () -> "the view does not come back",
                LONG,
                () -> view.get("orders/" + other).status() == 200);

        rename("Fourth");
        URI second = stack.addApplication(SECOND_INSTANCE, Map.of());
        awaitShared(second);
        rename("Fifth");
        stack.process(new ServerName(Part.APPLICATION, SECOND_INSTANCE)).kill();
        stack.removeApplication(SECOND_INSTANCE);

        rename("Last");
        Await.until(
                () -> "the last name is on its way: " + progress(),
                LONG,
                () -> progress().get("orders_remaining").longValue() == 0);
        DatabaseEquality.await(stack, LONG);
        assertThat(progress().get("users").longValue()).isZero();
        assertThat(progress().get("oldest_ms").longValue()).isZero();
    }

    /** Returns when it has reached some of the orders, and has far to go. */
    private void rename(String name) throws Exception {
        shop.execute("UPDATE users SET name = '" + name + "' WHERE id = " + user);
        Await.until(
                () -> "no name is on its way: " + progress(),
                LONG,
                () -> progress().get("orders_remaining").longValue() > 0
                        && progress().get("oldest_ms").longValue() > 0
                        && progress().get("users").longValue() > 0);
    }

    /** What others change arrives in the view, where it comes behind all that was written before, long before the name. */
    private void nobodyElseWaits() throws Exception {
        for (int quantity = 1; quantity <= CHANGES_OF_OTHERS; quantity++) {
            int changed = quantity;
            shop.execute("UPDATE orders SET quantity = " + changed + " WHERE id = " + other);
            Await.until(
                    () -> "the change of another user's order does not arrive",
                    LONG,
                    () -> view.get("orders/" + other).body().path("quantity").intValue() == changed);
            assertThat(isUnderWay())
                    .as("change %d of another user's order arrives before the name has reached all orders", changed)
                    .isTrue();
        }
    }

    private boolean isUnderWay() {
        return progress().get("orders_remaining").longValue() > 0;
    }

    private void awaitShared(URI second) throws Exception {
        Await.until(
                () -> "the second instance has no part of the work",
                LONG,
                () -> !new HttpView(second)
                        .get("instances")
                        .body()
                        .at("/instances/0/tiers/0/tasks")
                        .isEmpty());
    }

    /** Of the stack's own application. */
    private JsonNode progress() {
        try {
            return view.get("instances").body().at("/instances/0").required("fan_out");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
