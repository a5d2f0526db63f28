package dev.tributary.localstack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A join of its own on two instances of which each follows what the other joins. One is killed. */
@ExtendWith(LocalStackExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JoinStandbyIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int ONE = 5;
    private static final int OTHER = 6;
    private static final String JOIN = "tributary-join-with-standbys";
    private static final int PARTITIONS = 4;

    @TempDir
    private static Path folder;

    private final LocalStack stack;
    private final Shop shop;
    private HttpView one;
    private HttpView other;

    JoinStandbyIT(LocalStack stack) {
        this.stack = stack;
        this.shop = new Shop(stack.addresses().postgres());
    }

    @BeforeAll
    void eachFollowsTheOther() throws Exception {
        one = new HttpView(stack.addApplication(ONE, settings(ONE)));
        other = new HttpView(stack.addApplication(OTHER, settings(OTHER)));
        Await.until(
                () -> "they do not follow each other: " + partitionsOf(ONE) + " and " + partitionsOf(OTHER),
                SOON,
                () -> partitionsOf(ONE) == PARTITIONS && partitionsOf(OTHER) == PARTITIONS);
    }

    @AfterAll
    void stop() throws Exception {
        stack.removeApplication(OTHER);
        stack.removeApplication(ONE);
    }

    @Test
    void theOtherGoesOnWhereTheKilledOneWas() throws Exception {
        long user = shop.user("Before");
        List<Long> orders = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            orders.add(shop.order(user, "followed " + i));
        }
        awaitName(one, orders, "Before");
        ServerProcess killed = stack.process(new ServerName(Part.APPLICATION, ONE));
        killed.kill();
        shop.execute("UPDATE users SET name = 'While it was away' WHERE id = " + user);
        orders.add(shop.order(user, "ordered meanwhile"));

        awaitName(other, orders, "While it was away");

        killed.restart(SOON);
        shop.execute("UPDATE users SET name = 'After' WHERE id = " + user);
        awaitName(one, orders, "After");
        awaitName(other, orders, "After");
        shop.execute("DELETE FROM orders WHERE user_id = " + user);
    }

    private static void awaitName(HttpView view, List<Long> orders, String name) throws Exception {
        for (long order : orders) {
            view.awaitOrder(order, row -> row.at("/user/name").asText().equals(name));
        }
    }

    /** Of the orders, how many it has a task for, of either kind. */
    private static long partitionsOf(int instance) {
        Path tasks = folder.resolve(Integer.toString(instance)).resolve(JOIN);
        return IntStream.range(0, PARTITIONS)
                .filter(partition -> Files.isDirectory(tasks.resolve("1_" + partition)))
                .count();
    }

    private static Map<String, String> settings(int instance) {
        Map<String, String> settings = new HashMap<>();
        settings.put(
                "TRIBUTARY_STATE_DIR",
                folder.resolve(Integer.toString(instance)).toString());
        settings.put("TRIBUTARY_ENRICH_APPLICATION_ID", JOIN);
        settings.put("TRIBUTARY_VIEW_APPLICATION_ID", JOIN + "-view");
        settings.put("TRIBUTARY_TOPIC_ENRICHED", "enriched-with-standbys");
        // It reads all changes again, and with them those that became letters in other tests.
        settings.put("TRIBUTARY_TOPIC_DEAD_LETTERS", JOIN + "-dead-letters");
        settings.put("TRIBUTARY_NUM_STANDBY_REPLICAS", "1");
        return settings;
    }
}
