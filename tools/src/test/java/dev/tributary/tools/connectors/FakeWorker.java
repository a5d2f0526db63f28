package dev.tributary.tools.connectors;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Kafka Connect's REST API with one connector, which goes through the statuses that a test has prepared. */
final class FakeWorker implements AutoCloseable {

    static final String RUNNING = """
            {"connector":{"state":"RUNNING"},"tasks":[{"id":0,"state":"RUNNING"}]}""";
    static final String UNASSIGNED = """
            {"connector":{"state":"UNASSIGNED"},"tasks":[{"id":0,"state":"RUNNING"}]}""";
    static final String NO_TASK = """
            {"connector":{"state":"RUNNING"},"tasks":[]}""";

    /** The worker has no status of the connector. */
    static final String NO_STATUS = "{}";

    final List<String> requests = new ArrayList<>();

    /** The last one stays. */
    final Deque<String> statuses = new ArrayDeque<>(List.of(RUNNING));

    /** What the connector has committed; the last one stays. If there is none, it commits all the time. */
    final Deque<String> positions = new ArrayDeque<>();

    private int committed;

    /** Answers before any other, with this code. */
    final Deque<Integer> refusals = new ArrayDeque<>();

    Map<String, String> config = Map.of();
    private final HttpServer server;

    FakeWorker() throws IOException {
        this(0);
    }

    FakeWorker(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    URI uri() {
        return URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":"
                + server.getAddress().getPort() + "/");
    }

    static String failed(String trace) throws IOException {
        return new ObjectMapper()
                .writeValueAsString(Map.of(
                        "connector",
                        Map.of("state", "RUNNING"),
                        "tasks",
                        List.of(Map.of("id", 0, "state", "FAILED", "trace", trace))));
    }

    /** A task fails once. */
    synchronized void fail(String trace) throws IOException {
        statuses.clear();
        statuses.addAll(List.of(failed(trace), RUNNING));
    }

    synchronized boolean restartedFailed() {
        return requests.stream().anyMatch(request -> request.contains("/restart"));
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (!request.endsWith("/status") && !request.endsWith("/offsets")) {
            requests.add(request);
        }
        if (!refusals.isEmpty()) {
            answer(exchange, refusals.remove(), "{\"message\":\"not now\"}");
        } else if (request.startsWith("PUT")) {
            Map<String, String> stored = new TreeMap<>();
            new ObjectMapper()
                    .readTree(body)
                    .properties()
                    .forEach(e -> stored.put(e.getKey(), e.getValue().asText()));
            stored.put("name", "source");
            config = stored;
            answer(exchange, 201, "{}");
        } else if (request.startsWith("POST")) {
            answer(exchange, 202, "{}");
        } else if (request.endsWith("/status")) {
            String status = statuses.size() > 1 ? statuses.remove() : statuses.element();
            answer(exchange, status.equals(NO_STATUS) ? 404 : 200, status);
        } else if (request.endsWith("/offsets")) {
            answer(exchange, 200, "{\"offsets\":" + position() + "}");
        } else {
            answer(exchange, config.isEmpty() ? 404 : 200, new ObjectMapper().writeValueAsString(config));
        }
    }

    private String position() {
        if (positions.isEmpty()) {
            committed++;
            return "[" + committed + "]";
        }
        return positions.size() > 1 ? positions.remove() : positions.element();
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
