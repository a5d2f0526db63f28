package dev.tributary.benchmarks.recovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.benchmarks.measure.Await;
import dev.tributary.localstack.LocalStack;
import dev.tributary.localstack.LocalStackOptions;
import dev.tributary.localstack.Part;
import dev.tributary.localstack.ServerName;
import dev.tributary.localstack.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/** The pipeline with one or three instances of the application, of which one is killed. */
public final class Instances implements AutoCloseable {

    private static final int PARTITIONS = 4;
    private static final int VICTIM = 2;
    private static final List<Integer> SURVIVORS = List.of(3, 4);
    private static final int ASKED = 64;
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final Duration UNDER_LOAD = Duration.ofSeconds(5);
    private static final Duration FRESH = Duration.ofMillis(200);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LocalStack stack;
    private final HttpClient client = HttpClient.newHttpClient();

    private Instances(LocalStack stack) {
        this.stack = stack;
    }

    /** Starts the pipeline and fills the database with orders of ten a user. */
    public static Instances start(Path project, int orders) throws InterruptedException, SQLException {
        LocalStack stack = LocalStack.start(LocalStackOptions.forTests(project.resolve("benchmarks/target/stacks")));
        Instances instances = new Instances(stack);
        try {
            stack.process(Part.APPLICATION).stop();
            instances.execute("INSERT INTO users (name, email) SELECT 'User ' || g, g || '@example.com' FROM"
                    + " generate_series(1, " + orders / 10 + ") g");
            instances.execute("INSERT INTO orders (user_id, product_name, quantity) SELECT 4 + g % " + orders / 10
                    + ", 'Product ' || g, 0 FROM generate_series(1, " + orders + ") g");
            return instances;
        } catch (SQLException | RuntimeException e) {
            instances.close();
            throw e;
        }
    }

    /**
     * How long it took, in seconds since the kill.
     *
     * @param allAnswered until every order had been answered once as it was when the instance was killed, or newer
     * @param caughtUp until every order was answered as it was 200 ms before, or newer, while changes went on
     */
    public record Recovery(double allAnswered, double caughtUp) {}

    /** One instance, killed and started again at once. */
    public Recovery alone() throws Exception {
        URI base = stack.addApplication(VICTIM, Map.of());
        try {
            ServerProcess victim = stack.process(new ServerName(Part.APPLICATION, VICTIM));
            return measure(base, () -> {
                victim.kill();
                Thread unused = Thread.ofPlatform().start(() -> {
                    try {
                        victim.restart(SOON);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            });
        } finally {
            stack.removeApplication(VICTIM);
        }
    }

    /** Three instances, of which one is killed and stays away. */
    public Recovery oneOfThree(Map<String, String> settings) throws Exception {
        List<Integer> started = new ArrayList<>();
        try {
            started.add(VICTIM);
            stack.addApplication(VICTIM, settings);
            List<URI> survivors = new ArrayList<>();
            for (int number : SURVIVORS) {
                started.add(number);
                survivors.add(stack.addApplication(number, settings));
            }
            URI asked = survivors.getFirst();
            awaitShared(asked, Integer.parseInt(settings.getOrDefault("TRIBUTARY_VIEW_STANDBY_REPLICAS", "0")));
            return measure(
                    asked,
                    () -> stack.process(new ServerName(Part.APPLICATION, VICTIM))
                            .kill());
        } finally {
            for (int number : started) {
                stack.removeApplication(number);
            }
        }
    }

    private interface Kill {
        void run() throws InterruptedException;
    }

    private Recovery measure(URI asked, Kill kill) throws Exception {
        List<Long> orders = LongStream.rangeClosed(10, 9 + ASKED).boxed().toList();
        try (Writer writer = Writer.start(stack.addresses().postgres(), orders)) {
            Thread.sleep(UNDER_LOAD);
            awaitFresh(asked, orders, writer);
            long killed = System.nanoTime();
            int[] committed = writer.committedBefore(killed);
            kill.run();
            Set<Long> answered = new HashSet<>();
            double all = secondsUntil(killed, () -> allOf(answered, asked, orders, committed));
            return new Recovery(all, secondsUntil(killed, () -> isFresh(asked, orders, writer)));
        }
    }

    private void awaitFresh(URI asked, List<Long> orders, Writer writer) throws InterruptedException {
        Await.until(() -> "the view does not catch up", SOON, Duration.ofMillis(100), () -> {
            try {
                return isFresh(asked, orders, writer);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static double secondsUntil(long start, Condition condition) throws Exception {
        while (!condition.holds()) {
            if (System.nanoTime() - start > SOON.toNanos()) {
                throw new IllegalStateException("no right answer within " + SOON);
            }
            Thread.sleep(Duration.ofMillis(20));
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private boolean allOf(Set<Long> answered, URI asked, List<Long> orders, int[] least) throws InterruptedException {
        for (int i = 0; i < ASKED; i++) {
            long order = orders.get(i);
            if (!answered.contains(order) && quantity(asked, order) >= least[i]) {
                answered.add(order);
            }
        }
        return answered.size() == ASKED;
    }

    private boolean isFresh(URI asked, List<Long> orders, Writer writer) throws Exception {
        int[] least = writer.committedBefore(System.nanoTime() - FRESH.toNanos());
        for (int i = 0; i < ASKED; i++) {
            if (quantity(asked, orders.get(i)) < least[i]) {
                return false;
            }
        }
        return true;
    }

    /** -1 if it is not answered, or not with the order. */
    private int quantity(URI base, long order) throws InterruptedException {
        try {
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(base.resolve("orders/" + order))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            return answer.statusCode() == 200
                    ? JSON.readTree(answer.body()).path("quantity").asInt()
                    : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    private void awaitShared(URI base, int standbys) throws InterruptedException {
        Await.until(() -> "the partitions are not on all instances", SOON, Duration.ofMillis(200), () -> {
            try {
                JsonNode instances = instances(base);
                List<Integer> active = new ArrayList<>();
                int following = 0;
                for (JsonNode instance : instances) {
                    active.add(count(instance, "active"));
                    following += count(instance, "standby");
                }
                return active.size() == 1 + SURVIVORS.size()
                        && active.stream().allMatch(count -> count > 0)
                        && active.stream().mapToInt(Integer::intValue).sum() == PARTITIONS
                        && following == standbys * PARTITIONS;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static int count(JsonNode instance, String role) {
        int count = 0;
        for (JsonNode partition : instance.path("partitions")) {
            if (partition.path("role").asText().equals(role)) {
                count++;
            }
        }
        return count;
    }

    /** The one that is asked is the first. */
    private JsonNode instances(URI base) throws IOException, InterruptedException {
        return JSON.readTree(client.send(
                                HttpRequest.newBuilder(base.resolve("instances"))
                                        .timeout(Duration.ofSeconds(10))
                                        .build(),
                                HttpResponse.BodyHandlers.ofByteArray())
                        .body())
                .path("instances");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(stack.addresses().postgres());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        client.close();
        stack.close();
    }
}
