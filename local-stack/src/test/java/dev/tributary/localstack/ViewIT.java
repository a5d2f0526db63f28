package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.localstack.HttpView.Event;
import dev.tributary.localstack.HttpView.Events;
import dev.tributary.localstack.HttpView.Reply;
import dev.tributary.tools.Postgres;
import dev.tributary.tools.audit.Audit;
import dev.tributary.tools.audit.AuditReport;
import dev.tributary.tools.audit.AuditSettings;
import dev.tributary.tools.view.ViewApi;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the view answers over HTTP, with two instances of which each has a part, and when one of them is lost. */
@ExtendWith(LocalStackExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ViewIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int SECOND = 2;
    private static final Map<String, String> SETTINGS =
            Map.of("TRIBUTARY_TIERS", "view", "TRIBUTARY_MAIN_CONSUMER_SESSION_TIMEOUT_MS", "6000");

    private final LocalStack stack;
    private final Shop shop;
    private final HttpView first;
    private HttpView second;
    private URI secondAddress;

    ViewIT(LocalStack stack) {
        this.stack = stack;
        this.shop = new Shop(stack.addresses().postgres());
        this.first = new HttpView(stack.addresses().http().getFirst());
    }

    @BeforeAll
    void bothHaveAPart() throws Exception {
        secondAddress = stack.addApplication(SECOND, SETTINGS);
        second = new HttpView(secondAddress);
        awaitPartitionsOnBoth();
    }

    @AfterAll
    void theFirstHasAllAgain() throws Exception {
        stack.removeApplication(SECOND);
        Await.until(() -> "the first instance does not own all partitions", SOON, () -> active(first, 0) == 4);
    }

    @Test
    void eachInstanceAnswersForAll() throws Exception {
        long user = user("Grace Hopper");
        List<Long> orders = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            orders.add(order(user, "item " + i));
        }
        for (HttpView view : List.of(first, second)) {
            for (long order : orders) {
                Reply reply = view.await("orders/" + order);
                assertThat(reply.body().at("/user/name").textValue()).isEqualTo("Grace Hopper");
            }
            assertThat(ids(view.get("users/" + user + "/orders").body())).isEqualTo(orders);
            JsonNode page = view.get("users/" + user + "/orders?limit=7").body();
            assertThat(ids(page)).isEqualTo(orders.subList(0, 7));
            JsonNode next = view.get(page.get("next").textValue().substring(1)).body();
            assertThat(ids(next)).isEqualTo(orders.subList(7, 14));
            assertThat(view.get("orders/-5").status()).isEqualTo(404);
            assertThat(view.get("users/-5/orders").body().get("orders")).isEmpty();
        }
        assertEqualToTheDatabase(stack.addresses().http().getFirst());
        assertEqualToTheDatabase(secondAddress);
    }

    @Test
    void anAnswerIsNeverOlderThanThePositionThatIsSentAlong() throws Exception {
        long user = user("Monotonic");
        for (int i = 0; i < 30; i++) {
            long order = order(user, "fresh " + i);
            HttpView one = i % 2 == 0 ? first : second;
            HttpView other = i % 2 == 0 ? second : first;
            String position = one.await("orders/" + order).position().orElseThrow();

            Reply reply = other.get("orders/" + order, "Tributary-Position", position, "Prefer", "wait=30");

            assertThat(reply.status()).isEqualTo(200);
            JsonNode page = other.get("users/" + user + "/orders", "Tributary-Position", position, "Prefer", "wait=30")
                    .body();
            assertThat(ids(page)).contains(order);
        }
    }

    @Test
    void saysHowFarBehindItIs() throws Exception {
        long order = order(user("Late"), "tomorrow's");
        String position = first.await("orders/" + order).position().orElseThrow();

        Reply reply = second.get("orders/" + order, "Tributary-Position", later(position), "Prefer", "wait=0");

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.body().get("type").textValue()).isEqualTo("urn:tributary:problem:behind");
        assertThat(reply.body().get("behind").longValue()).isPositive();
    }

    @Test
    void aStreamCarriesEveryChangeOfAllPartitions() throws Exception {
        long user = user("Streamed");
        try (Events events = second.follow("orders/stream")) {
            events.nextNamed("live");
            List<Long> orders = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                orders.add(order(user, "streamed " + i));
            }
            List<Long> seen = new ArrayList<>();
            while (seen.size() < orders.size()) {
                Event event = events.next();
                if (orders.contains(event.order()) && !seen.contains(event.order())) {
                    seen.add(event.order());
                }
            }
            long changed = orders.getFirst();
            shop.execute("UPDATE orders SET quantity = 77 WHERE id = " + changed);
            assertThat(events.next(changed).data().get("quantity").intValue()).isEqualTo(77);
            shop.execute("DELETE FROM orders WHERE id = " + changed);
            assertThat(events.next(changed).name()).isEqualTo("removed");
        }
    }

    @Test
    void aStreamOfOneUserShowsWhatComesAndGoes() throws Exception {
        long ada = user("Ada");
        long bob = user("Bob");
        long there = order(ada, "there");
        first.await("orders/" + there);
        try (Events events = first.follow("orders/stream?state=true&user_id=" + ada)) {
            assertThat(events.next().order()).isEqualTo(there);
            assertThat(events.nextNamed("live").id()).isNotEmpty();
            order(bob, "not hers");
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
        long user = user("Resumed");
        long order = order(user, "0");
        // An order that was there before its user is written once more when the user comes.
        Await.until(
                () -> "the order has no user",
                SOON,
                () -> first.get("orders/" + order).body().at("/user/name").isTextual());
        String lastId;
        try (Events events = first.follow("orders/stream")) {
            events.nextNamed("live");
            shop.execute("UPDATE orders SET quantity = 1 WHERE id = " + order);
            Event event = events.next(order);
            while (event.data().get("quantity").intValue() != 1) {
                event = events.next(order);
            }
            lastId = event.id();
        }
        for (int quantity = 2; quantity <= 50; quantity++) {
            shop.execute("UPDATE orders SET quantity = " + quantity + " WHERE id = " + order);
        }
        long deleted = order(user, "comes and goes");
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
        long order = order(user("Busy"), "busy");
        try (Events events = first.follow("orders/stream?user_id=-1")) {
            events.nextNamed("live");
            Await.until(() -> "no heartbeat comes", SOON, () -> {
                shop.execute("UPDATE orders SET quantity = quantity + 1 WHERE id = " + order);
                return events.heartbeats() > 0;
            });
        }
    }

    @Test
    void refusesToResumeWhatItCannot() throws Exception {
        String position =
                first.await("orders/" + order(user("Gone"), "gone")).position().orElseThrow();

        assertThatThrownBy(() -> first.follow("orders/stream", "Last-Event-ID", "nonsense"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("400");
        assertThatThrownBy(() -> first.follow("orders/stream", "Last-Event-ID", given(position, 1_000_000_000L)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("410");
    }

    /** Until the partitions of the lost one are taken over it says that it cannot answer, and never that a row is not there. */
    @Test
    void neverDeniesARowWhileAnInstanceIsLost() throws Exception {
        long user = user("Steady");
        List<Long> orders = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            orders.add(order(user, "steady " + i));
        }
        for (long order : orders) {
            first.await("orders/" + order);
        }
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Long> reading = CompletableFuture.supplyAsync(() -> readUntil(over, user, orders));

        stack.process(new ServerName(Part.APPLICATION, SECOND)).kill();
        Await.until(() -> "the first instance does not own all partitions", SOON, () -> active(first, 0) == 4);
        over.set(true);

        assertThat(reading.get()).isPositive();
        assertThat(ids(first.get("users/" + user + "/orders").body())).isEqualTo(orders);
        assertThat(first.get("health/ready").status()).isEqualTo(200);
        stack.process(new ServerName(Part.APPLICATION, SECOND)).restart(SOON);
        awaitPartitionsOnBoth();
    }

    @Test
    void tellsWhoIsThereAndWhatRuns() throws Exception {
        JsonNode instances = second.get("instances").body().get("instances");
        assertThat(instances).hasSize(2);
        assertThat(instances.findValuesAsText("role")).containsOnly("active").hasSize(4);
        assertThat(first.get("topology").body().get("enrich").textValue()).contains("order-join");
        assertThat(second.get("topology").body().has("enrich")).isFalse();
        assertThat(second.get("health/ready").status()).isEqualTo(200);
    }

    /** How many answers had rows. */
    private long readUntil(AtomicBoolean over, long user, List<Long> orders) {
        long answered = 0;
        try {
            for (int i = 0; !over.get(); i++) {
                Reply one = first.get("orders/" + orders.get(i % orders.size()));
                assertThat(one.status()).as(one.body().toString()).isIn(200, 503);
                Reply page = first.get("users/" + user + "/orders");
                assertThat(page.status()).as(page.body().toString()).isIn(200, 503);
                if (page.status() == 200) {
                    assertThat(ids(page.body())).isEqualTo(orders);
                    answered++;
                }
            }
            return answered;
        } catch (IOException e) {
            throw new AssertionError("the first instance did not answer", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitPartitionsOnBoth() throws Exception {
        Await.until(() -> "the partitions are not on both instances", SOON, () -> {
            int ofFirst = active(first, 0);
            int ofSecond = active(second, 0);
            return ofFirst > 0
                    && ofSecond > 0
                    && ofFirst + ofSecond == 4
                    && second.get("health/ready").status() == 200;
        });
    }

    /** Partitions that the n-th instance in the list of one of them owns; it names itself first. */
    private static int active(HttpView view, int index) throws IOException, InterruptedException {
        JsonNode instance = view.get("instances").body().path("instances").path(index);
        return (int) StreamSupport.stream(instance.path("partitions").spliterator(), false)
                .filter(partition -> partition.path("role").asText().equals("active"))
                .count();
    }

    private long user(String name) throws Exception {
        return shop.number("INSERT INTO users (name, email) VALUES ('" + name + "', 'x@example.com') RETURNING id");
    }

    private long order(long user, String product) throws Exception {
        return shop.number("INSERT INTO orders (user_id, product_name, quantity) VALUES (" + user + ", '"
                + product.replace("'", "''") + "', 0) RETURNING id");
    }

    private static List<Long> ids(JsonNode page) {
        return StreamSupport.stream(page.get("orders").spliterator(), false)
                .map(order -> order.get("id").longValue())
                .toList();
    }

    private void assertEqualToTheDatabase(URI http) throws Exception {
        AuditReport report = new Audit(
                        new Postgres(stack.addresses().postgres()),
                        Map.of("bootstrap.servers", stack.addresses().bootstrapServers()),
                        Map.of("schema.registry.url", stack.addresses().schemaRegistry()),
                        AuditSettings.defaults().withTimeout(Duration.ofMinutes(1)),
                        Optional.of(() -> new ViewApi(http, Optional.empty())),
                        progress -> {})
                .run();
        assertThat(report).as(report.describe()).isInstanceOf(AuditReport.Equal.class);
    }

    /** The same position, a million records on in every partition. */
    private static String later(String position) {
        return changed(position, -1, 1_000_000);
    }

    /** The same position, given out at another time. */
    private static String given(String position, long seconds) {
        return changed(position, seconds, 0);
    }

    /** Takes a token apart as PositionToken says how it is made. */
    private static String changed(String position, long seconds, long records) {
        ByteBuffer in = ByteBuffer.wrap(Base64.getUrlDecoder().decode(position));
        ByteBuffer out = ByteBuffer.allocate(256).put(in.get()).putInt(in.getInt());
        long given = number(in);
        writeNumber(out, seconds < 0 ? given : seconds);
        while (in.hasRemaining()) {
            writeNumber(out, number(in) + records);
        }
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static long number(ByteBuffer in) {
        long number = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            number |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return number;
            }
        }
    }

    private static void writeNumber(ByteBuffer out, long number) {
        long rest = number;
        for (; rest > 0x7F; rest >>>= 7) {
            out.put((byte) ((rest & 0x7F) | 0x80));
        }
        out.put((byte) rest);
    }
}
