package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.localstack.HttpView.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the view answers over HTTP, with three instances of which each has a part, and while they come and go. */
@ExtendWith(LocalStackExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ViewIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int INSTANCES = 3;
    private static final int WAITING = 300;
    private static final Duration WAIT = Duration.ofSeconds(15);
    private static final Duration WHILE_THEY_WAIT = WAIT.minusSeconds(3);

    private final LocalStack stack;
    private final Shop shop;
    private ViewCluster cluster;
    private HttpView first;
    private HttpView second;

    ViewIT(LocalStack stack) {
        this.stack = stack;
        this.shop = new Shop(stack.addresses().postgres());
    }

    @BeforeAll
    void start() throws Exception {
        cluster = ViewCluster.start(stack, INSTANCES);
        first = cluster.view(1);
        second = cluster.view(2);
    }

    @AfterAll
    void stop() throws Exception {
        cluster.close();
    }

    @Test
    void eachInstanceAnswersForAll() throws Exception {
        long user = shop.user("Grace Hopper");
        List<Long> orders = orders(user, 20);
        for (HttpView view : cluster.views()) {
            for (long order : orders) {
                Reply reply = view.awaitUser(order);
                assertThat(reply.body().at("/user/name").textValue()).isEqualTo("Grace Hopper");
            }
            assertThat(ordersOf(view, user)).isEqualTo(orders);
            JsonNode page = view.get("users/" + user + "/orders?limit=7").body();
            assertThat(HttpView.ids(page)).isEqualTo(orders.subList(0, 7));
            JsonNode next = view.get(page.get("next").textValue().substring(1)).body();
            assertThat(HttpView.ids(next)).isEqualTo(orders.subList(7, 14));
            assertThat(view.get("orders/-5").status()).isEqualTo(404);
            assertThat(ordersOf(view, -5)).isEmpty();
        }
        for (int number = 1; number <= INSTANCES; number++) {
            DatabaseEquality.await(stack, cluster.address(number));
        }
    }

    @Test
    void anOrderIsWithTheUserItWasMovedToLast() throws Exception {
        long ada = shop.user("Ada");
        long bob = shop.user("Bob");
        List<Long> orders = orders(ada, 12);
        for (long order : orders) {
            shop.execute("UPDATE orders SET user_id = " + bob + " WHERE id = " + order);
            shop.execute("UPDATE users SET name = name || '.' WHERE id IN (" + ada + ", " + bob + ")");
            shop.execute("UPDATE orders SET user_id = " + ada + " WHERE id = " + order);
        }
        shop.execute("UPDATE orders SET user_id = " + bob + ", quantity = 1 WHERE id = " + orders.getLast());

        for (HttpView view : cluster.views()) {
            awaitOrdersOf(view, bob, List.of(orders.getLast()));
            awaitOrdersOf(view, ada, orders.subList(0, 11));
            Await.until(
                    () -> "the last name does not come",
                    SOON,
                    () -> view.get("users/" + ada + "/orders").body().get("orders").findValuesAsText("name").stream()
                            .allMatch(("Ada" + ".".repeat(12))::equals));
        }
    }

    /** By it, a fan-out slows down for the view of its partition where that is on another instance. */
    @Test
    void eachInstanceSaysToOthersHowFarItLags() throws Exception {
        shop.order(shop.user("Lag"), "lag");
        for (HttpView view : cluster.views()) {
            Await.until(
                    () -> "an instance does not catch up",
                    SOON,
                    () -> view.get("internal/behind").body().isIntegralNumber()
                            && view.get("internal/behind").body().longValue() == 0);
        }
    }

    @Test
    void anAnswerIsNeverOlderThanThePositionThatIsSentAlong() throws Exception {
        long user = shop.user("Monotonic");
        for (int i = 0; i < 30; i++) {
            long order = shop.order(user, "fresh " + i);
            HttpView one = cluster.view(1 + i % INSTANCES);
            HttpView other = cluster.view(1 + (i + 1) % INSTANCES);
            String position = one.await("orders/" + order).position().orElseThrow();

            assertThat(answerAt(position, other, "orders/" + order).status()).isEqualTo(200);
            JsonNode page =
                    answerAt(position, other, "users/" + user + "/orders").body();
            assertThat(HttpView.ids(page)).contains(order);
        }
    }

    /** The first answer that is not that nobody can answer now: a partition may move, to an instance that was started again before. */
    private static Reply answerAt(String position, HttpView view, String path) throws Exception {
        Reply[] reply = new Reply[1];
        Await.until(() -> path + " is not answered: " + reply[0], SOON, () -> {
            reply[0] = view.get(path, "Tributary-Position", position, "Prefer", "wait=30");
            return reply[0].status() != 503;
        });
        return reply[0];
    }

    @Test
    void saysHowFarBehindItIs() throws Exception {
        long order = shop.order(shop.user("Late"), "tomorrow's");
        String position = first.await("orders/" + order).position().orElseThrow();

        String later = Tokens.later(position);
        Reply[] reply = new Reply[1];
        // Or that nobody can answer now, while a partition moves.
        Await.until(() -> "it does not say that it is behind: " + reply[0], SOON, () -> {
            reply[0] = second.get("orders/" + order, "Tributary-Position", later, "Prefer", "wait=0");
            assertThat(reply[0].status()).isEqualTo(503);
            return reply[0].body().get("type").textValue().equals("urn:tributary:problem:behind");
        });
        assertThat(reply[0].body().get("behind").longValue()).isPositive();
    }

    /** More than are handled at the same time, for an order that each instance has or requests from another one. */
    @Test
    void requestsThatWaitBlockNoOther() throws Exception {
        long order = shop.order(shop.user("Waited for"), "in vain");
        for (HttpView view : cluster.views()) {
            view.awaitUser(order);
        }
        String later = Tokens.later(first.await("orders/" + order).position().orElseThrow());
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Reply>> waiting = new ArrayList<>();
            for (int i = 0; i < 2 * WAITING; i++) {
                HttpView view = i < WAITING ? first : second;
                waiting.add(clients.submit(() -> waitFor(view, order, later)));
            }
            int answered = 0;
            // Not until they end: then all of them are handled once more in one moment.
            long end = System.nanoTime() + WHILE_THEY_WAIT.toNanos();
            while (System.nanoTime() < end) {
                for (HttpView view : cluster.views()) {
                    assertAnswered(view.get("orders/" + order));
                    assertAnswered(view.get("orders?limit=10"));
                    answered++;
                }
            }
            assertThat(waiting).noneMatch(Future::isDone);
            for (Future<Reply> reply : waiting) {
                assertThat(reply.get().body().path("type").textValue()).isEqualTo("urn:tributary:problem:behind");
            }
            assertThat(answered).isGreaterThan(10);
        }
    }

    private static void assertAnswered(Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    }

    /** All of them come in one moment, in which an instance may have too many to handle: it says so, and to try again. */
    private static Reply waitFor(HttpView view, long order, String position) throws Exception {
        Reply[] reply = new Reply[1];
        Await.until(() -> "too many requests at the same time, all the time", SOON, () -> {
            reply[0] =
                    view.get("orders/" + order, "Tributary-Position", position, "Prefer", "wait=" + WAIT.toSeconds());
            return !reply[0].body().path("type").asText().equals("urn:tributary:problem:overloaded");
        });
        return reply[0];
    }

    /** Until the partitions of the lost one are taken over it says that it cannot answer, and never that a row is not there. */
    @Test
    void neverDeniesARowWhileAnInstanceIsLost() throws Exception {
        long user = shop.user("Steady");
        List<Long> orders = orders(user, 40);
        awaitAll(orders);
        long order = shop.order(shop.user("Busy"), "busy");
        try (Readers readers = Readers.of(List.of(first, cluster.view(3)), user, orders)) {
            cluster.process(2).kill();
            int[] changes = {0};
            Await.until(() -> "the partitions of the lost instance are not taken over", SOON, () -> {
                shop.execute("UPDATE orders SET quantity = " + ++changes[0] + " WHERE id = " + order);
                return areThere(orders);
            });
            assertThat(readers.stop()).isPositive();
            Await.until(
                    () -> "the last change does not come",
                    SOON,
                    () -> first.get("orders/" + order).body().path("quantity").intValue() == changes[0]);
        }
        cluster.process(2).restart(SOON);
        cluster.awaitParts();
    }

    /**
     * All instances, one after the other, while each is asked, and a stream is followed at whichever is there: no answer is
     * wrong, and no change of the stream is lost or comes twice.
     */
    @Test
    void staysRightThroughARollingRestart() throws Exception {
        long user = shop.user("Patient");
        List<Long> orders = orders(user, 20);
        awaitAll(orders);
        long busy = shop.order(shop.user("Busy"), "busy");
        String from = first.awaitUser(busy).position().orElseThrow();
        int quantity = 0;
        try (Readers readers = Readers.of(cluster.views(), user, orders);
                ResumingReader stream = new ResumingReader(cluster.views(), busy, from)) {
            for (int number = INSTANCES; number >= 1; number--) {
                for (int i = 0; i < 10; i++) {
                    shop.execute("UPDATE orders SET quantity = " + ++quantity + " WHERE id = " + busy);
                }
                cluster.process(number).restart(SOON);
                cluster.awaitParts();
            }
            assertThat(readers.stop()).isPositive();
            int seen = 0;
            while (seen < quantity) {
                int next = stream.next().data().get("quantity").intValue();
                assertThat(next).isEqualTo(seen + 1);
                seen = next;
            }
            assertThat(stream.connections()).isGreaterThan(1);
        }
    }

    @Test
    void tellsWhoIsThereAndWhatRuns() throws Exception {
        JsonNode instances = second.get("instances").body().get("instances");
        assertThat(instances).hasSize(INSTANCES);
        assertThat(instances.findValuesAsText("role")).containsOnly("active").hasSize(4);
        assertThat(first.get("topology").body().get("enrich").textValue()).contains("orders-join");
        assertThat(second.get("topology").body().has("enrich")).isFalse();
        assertThat(second.get("health/ready").status()).isEqualTo(200);
    }

    private List<Long> orders(long user, int count) throws Exception {
        List<Long> orders = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            orders.add(shop.order(user, "item " + i));
        }
        return orders;
    }

    /** Until every instance has all of them, with their user. */
    private void awaitAll(List<Long> orders) throws Exception {
        for (HttpView view : cluster.views()) {
            for (long order : orders) {
                view.awaitUser(order);
            }
        }
    }

    private boolean areThere(List<Long> orders) throws Exception {
        for (long order : orders) {
            if (first.get("orders/" + order).status() != 200) {
                return false;
            }
        }
        return true;
    }

    /** A 503 is no answer yet: a partition is moving. */
    private static void awaitOrdersOf(HttpView view, long user, List<Long> orders) throws Exception {
        Reply[] last = new Reply[1];
        Await.until(() -> "the orders of user " + user + " are " + last[0] + ", and not " + orders, SOON, () -> {
            last[0] = view.get("users/" + user + "/orders");
            return last[0].status() == 200 && HttpView.ids(last[0].body()).equals(orders);
        });
    }

    private static List<Long> ordersOf(HttpView view, long user) throws Exception {
        Reply reply = view.get("users/" + user + "/orders");
        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(200);
        return HttpView.ids(reply.body());
    }
}
