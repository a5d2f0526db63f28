package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/** An instance's HTTP API, as a test asks it. */
final class HttpView {

    private static final ObjectMapper JSON = new ObjectMapper(withLongNumbers());
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration LATE = Duration.ofMinutes(2);

    private final URI base;

    HttpView(URI base) {
        this.base = base;
    }

    /** Jackson refuses numbers of more than a thousand digits unless it is told not to. */
    static JsonFactory withLongNumbers() {
        return JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxNumberLength(100_000).build())
                .build();
    }

    /** An answer: its status, what it is, and the position that it carries. */
    record Reply(int status, JsonNode body, Optional<String> position, String text) {}

    Reply get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(SOON);
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<byte[]> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        return new Reply(
                response.statusCode(),
                JSON.readTree(response.body()),
                response.headers().firstValue("Tributary-Position"),
                new String(response.body(), StandardCharsets.UTF_8));
    }

    /** Asks until the status is 200. */
    Reply await(String path) throws Exception {
        Reply[] last = new Reply[1];
        Await.until(() -> path + " at " + base + ": " + last[0], SOON, () -> {
            last[0] = get(path);
            return last[0].status() == 200;
        });
        return last[0];
    }

    /** Asks until the order has its user: one that was there first is written once more when the user comes. */
    Reply awaitUser(long order, String... headers) throws Exception {
        Reply[] last = new Reply[1];
        Await.until(() -> "order " + order + " has no user at " + base + ": " + last[0], SOON, () -> {
            last[0] = get("orders/" + order, headers);
            return last[0].body().at("/user/name").isTextual();
        });
        return last[0];
    }

    /** Asks until the order is so. */
    void awaitOrder(long order, Predicate<JsonNode> condition) throws Exception {
        Reply[] last = new Reply[1];
        Await.until(() -> "order " + order + " is " + last[0] + " at " + base, LATE, () -> {
            last[0] = get("orders/" + order);
            return last[0].status() == 200 && condition.test(last[0].body());
        });
    }

    /** Asks until there is no such order. */
    void awaitGone(long order) throws Exception {
        Await.until(
                () -> "order " + order + " does not go from " + base,
                LATE,
                () -> get("orders/" + order).status() == 404);
    }

    Events follow(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<InputStream> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new IOException(
                    response.statusCode() + ": " + new String(response.body().readAllBytes(), StandardCharsets.UTF_8));
        }
        return new Events(response.body());
    }

    /** The ids on a page of orders. */
    static List<Long> ids(JsonNode page) {
        return StreamSupport.stream(page.get("orders").spliterator(), false)
                .map(order -> order.get("id").longValue())
                .toList();
    }

    /** A server-sent event, or the end of the stream. */
    record Event(String name, String id, JsonNode data) {

        private static final Event OVER = new Event("", "", MissingNode.getInstance());

        boolean isOver() {
            return equals(OVER);
        }

        long order() {
            return data.path("id").longValue();
        }
    }

    /** What a stream sends, read in the background. */
    static final class Events implements AutoCloseable {
        private final InputStream body;
        private final AtomicInteger heartbeats = new AtomicInteger();
        private final BlockingQueue<Event> received = new LinkedBlockingQueue<>();

        private Events(InputStream body) {
            this.body = body;
            Thread.ofVirtual().start(this::read);
        }

        int heartbeats() {
            return heartbeats.get();
        }

        /** The next one, which must come soon. */
        Event next() throws InterruptedException {
            Event event = received.poll(SOON.toSeconds(), TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("no event came within " + SOON);
            }
            assertThat(event.isOver()).as("the stream has ended").isFalse();
            return event;
        }

        /** The next one, whenever it comes. */
        Event nextUnlessOver() throws InterruptedException {
            return received.take();
        }

        /** The next one of this order. */
        Event next(long order) throws InterruptedException {
            Event event = next();
            while (event.order() != order) {
                event = next();
            }
            return event;
        }

        Event nextNamed(String name) throws InterruptedException {
            Event event = next();
            while (!event.name().equals(name)) {
                event = next();
            }
            return event;
        }

        private void read() {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                String name = "";
                String id = "";
                String data = "";
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("event: ")) {
                        name = line.substring(7);
                    } else if (line.equals(": heartbeat")) {
                        heartbeats.incrementAndGet();
                    } else if (line.startsWith("id: ")) {
                        id = line.substring(4);
                    } else if (line.startsWith("data: ")) {
                        data = line.substring(6);
                    } else if (line.isEmpty() && !data.isEmpty()) {
                        received.add(new Event(name, id, JSON.readTree(data)));
                        data = "";
                    }
                }
            } catch (IOException e) {
                // Closed, by the test or by the instance: no event comes any more, and the test notices.
            } finally {
                received.add(Event.OVER);
            }
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }
}
