package dev.tributary.localstack.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tributary.localstack.Await;
import dev.tributary.localstack.LocalStack;
import dev.tributary.localstack.LocalStackOptions;
import dev.tributary.localstack.Part;
import dev.tributary.localstack.ServerName;
import dev.tributary.localstack.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** An instance that Kafka does not answer, or that was frozen, while whoever reads still reaches it and sends no position. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CutOffIT {

    private static final Duration SOON = Duration.ofMinutes(2);

    /** What docs/guarantees.md promises with the settings as they are, and a second for the test itself. */
    private static final Duration BOUND = Duration.ofSeconds(11);

    private static final Duration WATCHED = Duration.ofSeconds(5);
    private static final int PARTITIONS = 4;
    private static final int ORDERS = 40;
    private static final ServerName ISOLATED = new ServerName(Part.APPLICATION, 2);
    private static final Link TO_KAFKA = new Link(ISOLATED, Part.KAFKA);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();

    private final Wires wires = new Wires();
    private LocalStack stack;
    private URI other;
    private URI isolated;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        stack = LocalStack.start(
                LocalStackOptions.forTests(folder).withInstances(2).withWiring(wires));
        other = stack.addresses().http().get(0);
        isolated = stack.addresses().http().get(1);
        awaitBothServe();
    }

    @AfterAll
    void stop() {
        stack.close();
        wires.close();
    }

    @Test
    void servesNothingOldWhenKafkaDoesNotAnswerIt() throws Exception {
        long user = insertedUser();
        List<Long> before = insertedOrders(user);
        awaitAll(isolated, before);
        CompletableFuture<Void> stream = streamEnds();
        long cut = System.nanoTime();
        wires.stall(TO_KAFKA, Fault.Held.BOTH);
        try {
            Await.until(() -> "nobody takes over", SOON, () -> active(other) == PARTITIONS);
            List<Long> orders = new ArrayList<>(before);
            orders.addAll(insertedOrders(user));
            awaitAll(other, orders);
            awaitPassed(cut + BOUND.toNanos());

            assertServesNothingOld(user, orders);
            assertThat(get("health/ready").statusCode()).isEqualTo(503);
            assertThat(active(isolated)).isZero();
            stream.get(WATCHED.toSeconds(), TimeUnit.SECONDS);
            assertThat(get("orders/stream").statusCode()).isEqualTo(503);

            wires.open(TO_KAFKA);
            assertServesNothingOldUntilItServesAgain(user, orders);
        } finally {
            wires.open(TO_KAFKA);
        }
        awaitBothServe();
    }

    /** The first request after it goes on must not get what was there before. */
    @Test
    void servesNothingOldAfterItWasFrozen() throws Exception {
        long user = insertedUser();
        List<Long> before = insertedOrders(user);
        awaitAll(isolated, before);
        ServerProcess frozen = stack.process(ISOLATED);
        frozen.pause();
        List<Long> orders = new ArrayList<>(before);
        long begun = System.nanoTime();
        try {
            Await.until(() -> "nobody takes over", SOON, () -> active(other) == PARTITIONS);
            orders.addAll(insertedOrders(user));
            awaitAll(other, orders);
            awaitPassed(begun + BOUND.toNanos());
        } finally {
            frozen.resume();
        }
        assertServesNothingOldUntilItServesAgain(user, orders);
        awaitBothServe();
    }

    private void assertServesNothingOld(long user, List<Long> orders) throws Exception {
        long until = System.nanoTime() + WATCHED.toNanos();
        int refused = 0;
        do {
            for (long order : orders) {
                refused += assertNotOld(get("orders/" + order), 1);
            }
            refused += assertNotOld(get("users/" + user + "/orders?limit=1000"), orders.size());
            refused += assertNotOld(get("orders?limit=1000"), orders.size());
        } while (System.nanoTime() < until);
        assertThat(refused).as("requests that were refused").isPositive();
    }

    private void assertServesNothingOldUntilItServesAgain(long user, List<Long> orders) throws Exception {
        Await.until(() -> "it does not serve again", SOON, () -> {
            int refused = 0;
            // What came last is what it may not have.
            for (long order : orders.reversed()) {
                refused += assertNotOld(get("orders/" + order), 1);
            }
            refused += assertNotOld(get("users/" + user + "/orders?limit=1000"), orders.size());
            return refused == 0 && get("health/ready").statusCode() == 200;
        });
    }

    /** @return 1 if it was refused, which is right, and 0 if it was answered with all of it */
    private static int assertNotOld(HttpResponse<byte[]> response, int orders) throws IOException {
        assertThat(response.statusCode()).as("%s", response.uri()).isIn(200, 503);
        if (response.statusCode() == 503) {
            assertThat(response.headers().firstValue("Retry-After")).isPresent();
            return 1;
        }
        JsonNode body = JSON.readTree(response.body());
        if (body.has("orders")) {
            assertThat(body.get("orders")).as("%s", response.uri()).hasSizeGreaterThanOrEqualTo(orders);
        }
        return 0;
    }

    /** Completes when a stream of the instance that will be cut off has ended. */
    private CompletableFuture<Void> streamEnds() throws IOException, InterruptedException {
        HttpResponse<InputStream> response = CLIENT.send(
                HttpRequest.newBuilder(isolated.resolve("orders/stream")).build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (InputStream body = response.body()) {
                body.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // An end that was cut short is one.
            }
            ended.complete(null);
        });
        return ended;
    }

    private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return get(isolated, path);
    }

    private static HttpResponse<byte[]> get(URI instance, String path) throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(instance.resolve(path)).timeout(SOON).build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private void awaitBothServe() throws Exception {
        Await.until(
                () -> "the partitions are not spread over both instances",
                SOON,
                () -> active(other) == PARTITIONS / 2 && active(isolated) == PARTITIONS / 2);
    }

    private static void awaitAll(URI instance, List<Long> orders) throws Exception {
        for (long order : orders) {
            Await.until(
                    () -> "order " + order + " does not come at " + instance,
                    SOON,
                    () -> get(instance, "orders/" + order).statusCode() == 200);
        }
    }

    private static void awaitPassed(long nanos) throws Exception {
        Await.until(() -> "the time does not pass", SOON, () -> System.nanoTime() - nanos > 0);
    }

    /** Partitions that it says it serves; an instance names itself first. */
    private static int active(URI instance) throws IOException, InterruptedException {
        JsonNode partitions = JSON.readTree(get(instance, "instances").body()).at("/instances/0/partitions");
        return (int) StreamSupport.stream(partitions.spliterator(), false)
                .filter(partition -> partition.path("role").asText().equals("active"))
                .count();
    }

    private long insertedUser() throws SQLException {
        return inserted("INSERT INTO users (name, email) VALUES ('Isolde', 'x@example.com') RETURNING id")
                .getFirst();
    }

    private List<Long> insertedOrders(long user) throws SQLException {
        return inserted("INSERT INTO orders (user_id, product_name, quantity) SELECT " + user
                + ", 'bridge', 1 FROM generate_series(1, " + ORDERS + ") RETURNING id");
    }

    private List<Long> inserted(String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(stack.addresses().postgres());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<Long> ids = new ArrayList<>();
            while (result.next()) {
                ids.add(result.getLong(1));
            }
            return ids;
        }
    }
}
