package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.localstack.HttpView.Event;
import dev.tributary.localstack.HttpView.Events;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Live streams of a view of which each of two instances has a part. */
@ExtendWith(LocalStackExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamIT {

    private static final Duration SOON = Duration.ofSeconds(90);

    /** More than may catch up at the same time. */
    private static final int MANY = 16;

    private static final int IDLE = 5;
    private static final Map<String, String> IDLE_SETTINGS = Map.of(
            "TRIBUTARY_TIERS", "view",
            "TRIBUTARY_VIEW_APPLICATION_ID", "tributary-view-idle");

    private final LocalStack stack;
    private final Shop shop;
    private ViewCluster cluster;
    private HttpView first;
    private HttpView second;

    StreamIT(LocalStack stack) {
        this.stack = stack;
        this.shop = new Shop(stack.addresses().postgres());
    }

    @BeforeAll
    void start() throws Exception {
        cluster = ViewCluster.start(stack, 2);
        first = cluster.view(1);
        second = cluster.view(2);
    }

    @AfterAll
    void stop() throws Exception {
        cluster.close();
    }

    @Test
    void aStreamCarriesEveryChangeOfAllPartitions() throws Exception {
        long user = shop.user("Streamed");
        second.awaitUser(shop.order(user, "first"));
        try (Events events = second.follow("orders/stream")) {
            events.nextNamed("live");
            List<Long> orders = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                orders.add(shop.order(user, "streamed " + i));
            }
            List<Long> seen = new ArrayList<>();
            while (seen.size() < orders.size()) {
                Event event = events.next();
                if (orders.contains(event.order())) {
                    seen.add(event.order());
                }
            }
            assertThat(seen).containsExactlyInAnyOrderElementsOf(orders);
            long changed = orders.getFirst();
            shop.execute("UPDATE orders SET quantity = 77 WHERE id = " + changed);
            assertThat(events.next(changed).data().get("quantity").intValue()).isEqualTo(77);
            shop.execute("DELETE FROM orders WHERE id = " + changed);
            assertThat(events.next(changed).name()).isEqualTo("removed");
        }
    }

    @Test
    void aStreamOfOneUserShowsWhatComesAndGoes() throws Exception {
        long ada = shop.user("Ada");
        long bob = shop.user("Bob");
        long there = shop.order(ada, "there");
        first.awaitUser(there);
        try (Events events = first.follow("orders/stream?state=true&user_id=" + ada)) {
            assertThat(events.next().order()).isEqualTo(there);
            assertThat(events.nextNamed("live").id()).isNotEmpty();
            shop.order(bob, "not hers");
            shop.execute("UPDATE orders SET user_id = " + bob + " WHERE id = " + there);
            Event left = events.next();
            assertThat(left.name()).isEqualTo("removed");
            assertThat(left.order()).isEqualTo(there);
            shop.execute("UPDATE orders SET user_id = " + ada + " WHERE id = " + there);
            assertThat(events.next(there).name()).isEqualTo("order");
            shop.execute("UPDATE users SET name = 'Ada King' WHERE id = " + ada);
            assertThat(events.next(there).data().at("/user/name").textValue()).isEqualTo("Ada King");
            shop.execute("DELETE FROM orders WHERE id = " + there);
            assertThat(events.next().name()).isEqualTo("removed");
        }
    }

    @Test
    void aStreamIsResumedOnAnotherInstanceWithoutLoss() throws Exception {
        long user = shop.user("Resumed");
        long order = shop.order(user, "0");
        first.awaitUser(order);
        String lastId;
        try (Events events = first.follow("orders/stream")) {
            events.nextNamed("live");
            shop.execute("UPDATE orders SET quantity = 1 WHERE id = " + order);
            lastId = events.next(order).id();
        }
        for (int quantity = 2; quantity <= 50; quantity++) {
            shop.execute("UPDATE orders SET quantity = " + quantity + " WHERE id = " + order);
        }
        long deleted = shop.order(user, "comes and goes");
        shop.execute("DELETE FROM orders WHERE id = " + deleted);

        try (Events events = second.follow("orders/stream", "Last-Event-ID", lastId)) {
            int quantity = 1;
            while (quantity < 50) {
                int next = events.next(order).data().get("quantity").intValue();
                assertThat(next).isEqualTo(quantity + 1);
                quantity = next;
            }
        }
        try (Events events = second.follow("orders/stream?user_id=" + user, "Last-Event-ID", lastId)) {
            Event event = events.next(deleted);
            assertThat(event.name().equals("removed")
                            || events.next(deleted).name().equals("removed"))
                    .isTrue();
        }
    }

    /** Whoever follows one who does nothing would else not be noticed to have gone. */
    @Test
    void aStreamHasAHeartbeatThoughOnlyOthersChange() throws Exception {
        long order = shop.order(shop.user("Busy"), "busy");
        try (Events events = first.follow("orders/stream?user_id=-1")) {
            events.nextNamed("live");
            Await.until(() -> "no heartbeat comes", SOON, () -> {
                shop.execute("UPDATE orders SET quantity = quantity + 1 WHERE id = " + order);
                return events.heartbeats() > 0;
            });
        }
    }

    /** On an idle topic the last offset is a transaction marker, which is in no row and no event. */
    @Test
    void manyStreamsShareOneReaderOfAnIdleTopic() throws Exception {
        long order = shop.order(shop.user("Idle"), "the last for a while");
        first.awaitUser(order);
        String lastId;
        try (Events events = first.follow("orders/stream")) {
            events.nextNamed("live");
            shop.execute("UPDATE orders SET quantity = 5 WHERE id = " + order);
            lastId = events.next(order).id();
        }
        // An instance on which no stream has been open yet.
        try {
            HttpView idle = new HttpView(stack.addApplication(IDLE, IDLE_SETTINGS));
            idle.awaitOrder(order, json -> json.get("quantity").intValue() == 5);

            assertThat(liveIds(idle, "orders/stream?state=true")).hasSize(MANY).doesNotContain("");
            assertThat(liveIds(idle, "orders/stream", "Last-Event-ID", lastId))
                    .hasSize(MANY)
                    .doesNotContain("");
        } finally {
            stack.removeApplication(IDLE);
        }
    }

    /** Opens many streams at the same time; returns the ids of their live events. */
    private static List<String> liveIds(HttpView view, String path, String... headers) throws Exception {
        List<String> ids = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            CyclicBarrier together = new CyclicBarrier(MANY);
            List<Future<String>> opened = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                opened.add(clients.submit(() -> {
                    together.await();
                    try (Events events = view.follow(path, headers)) {
                        return events.nextNamed("live").id();
                    }
                }));
            }
            for (Future<String> stream : opened) {
                ids.add(stream.get());
            }
        }
        return ids;
    }

    @Test
    void refusesToResumeWhatItCannot() throws Exception {
        String position = first.await("orders/" + shop.order(shop.user("Gone"), "gone"))
                .position()
                .orElseThrow();

        assertThatThrownBy(() -> first.follow("orders/stream", "Last-Event-ID", "nonsense"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("400");
        assertThatThrownBy(
                        () -> first.follow("orders/stream", "Last-Event-ID", Tokens.givenOut(position, 1_000_000_000L)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("410");
    }
}
