package dev.tributary.avro;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.apache.avro.Schema;

/**
 * A registry in memory that speaks Confluent's REST API on a free loopback port, remembers what it was asked, and fails on
 * request. The base URL has a path of its own, so that no two fakes of one JVM share an address.
 */
final class FakeRegistry implements AutoCloseable {

    /** A request as it arrived; {@code path} is raw, below the base path, with its query. */
    record Request(String method, String path, String body, Optional<String> authorization) {}

    private record Canned(int status, String body) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final String basePath = "/registry-" + UUID.randomUUID();
    private final boolean tls;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Queue<Canned> canned = new ArrayDeque<>();
    private final List<ObjectNode> schemas = new ArrayList<>();
    private final Map<String, List<Integer>> subjects = new HashMap<>();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile Optional<Canned> always = Optional.empty();
    private volatile Optional<String> requiredAuthorization = Optional.empty();
    private volatile boolean silent;

    FakeRegistry() {
        this(Optional.empty());
    }

    FakeRegistry(SSLContext context) {
        this(Optional.of(context));
    }

    private FakeRegistry(Optional<SSLContext> context) {
        InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        this.tls = context.isPresent();
        try {
            if (tls) {
                HttpsServer https = HttpsServer.create(loopback, 0);
                https.setHttpsConfigurator(new HttpsConfigurator(context.get()));
                server = https;
            } else {
                server = HttpServer.create(loopback, 0);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(basePath, this::handle);
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return (tls ? "https://" : "http://") + authority();
    }

    /** Host, port and path: what comes after the {@code @} when a URL carries a user. */
    String authority() {
        return "localhost:" + server.getAddress().getPort() + basePath;
    }

    /** Adds a schema as another producer would, without counting a request. */
    synchronized int add(String subject, Schema schema) {
        return add(subject, JsonNodeFactory.instance.objectNode().put("schema", schema.toString()));
    }

    synchronized int add(String subject, ObjectNode schema) {
        int id = schemas.indexOf(schema) + 1;
        if (id == 0) {
            schemas.add(schema);
            id = schemas.size();
        }
        List<Integer> versions = subjects.computeIfAbsent(subject, s -> new ArrayList<>());
        if (!versions.contains(id)) {
            versions.add(id);
        }
        return id;
    }

    /** Answers the next requests so, each once and in order, and then normally again. */
    synchronized FakeRegistry answerNext(int status, String body) {
        canned.add(new Canned(status, body));
        return this;
    }

    FakeRegistry answerAlways(int status, String body) {
        always = Optional.of(new Canned(status, body));
        return this;
    }

    FakeRegistry requireAuthorization(String header) {
        requiredAuthorization = Optional.of(header);
        return this;
    }

    /** Accepts requests and never answers them. */
    FakeRegistry keepSilent() {
        silent = true;
        return this;
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    void awaitFirstRequest() throws InterruptedException {
        asked.await();
    }

    @Override
    public void close() {
        released.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Optional<String> authorization =
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"));
            String path = exchange.getRequestURI().toString().substring(basePath.length());
            requests.add(new Request(exchange.getRequestMethod(), path, body, authorization));
            asked.countDown();
            if (silent) {
                released.await();
                return;
            }
            Canned answer = answer(exchange.getRequestMethod(), path, body, authorization);
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/vnd.schemaregistry.v1+json");
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Canned answer(String method, String path, String body, Optional<String> authorization)
            throws IOException {
        if (!canned.isEmpty()) {
            return canned.remove();
        }
        if (always.isPresent()) {
            return always.get();
        }
        if (requiredAuthorization.isPresent() && !requiredAuthorization.equals(authorization)) {
            return error(401, 40101, "Unauthorized");
        }
        String[] parts = path.replaceAll("\\?.*", "").split("/", -1);
        if (method.equals("GET") && path.startsWith("/schemas/ids/")) {
            int id = Integer.parseInt(parts[3]);
            return id < 1 || id > schemas.size()
                    ? error(404, 40403, "Schema " + id + " not found")
                    : new Canned(200, schemas.get(id - 1).toString());
        }
        if (!parts[1].equals("subjects")) {
            return error(404, 404, "HTTP 404 Not Found");
        }
        String subject = URLDecoder.decode(parts[2], StandardCharsets.UTF_8);
        List<Integer> versions = subjects.getOrDefault(subject, List.of());
        if (method.equals("GET") && path.endsWith("/versions/latest")) {
            return versions.isEmpty()
                    ? error(404, 40401, "Subject '" + subject + "' not found.")
                    : new Canned(
                            200, version(subject, versions, versions.size()).toString());
        }
        JsonNode schema = JSON.readTree(body).get("schema");
        ObjectNode wanted = JsonNodeFactory.instance.objectNode().put("schema", schema.asText());
        if (parts.length == 4 && parts[3].equals("versions")) {
            return new Canned(200, "{\"id\":" + add(subject, wanted) + "}");
        }
        int version = versions.indexOf(schemas.indexOf(wanted) + 1) + 1;
        return version == 0
                ? error(404, versions.isEmpty() ? 40401 : 40403, "Not found")
                : new Canned(200, version(subject, versions, version).toString());
    }

    private ObjectNode version(String subject, List<Integer> versions, int version) {
        int id = versions.get(version - 1);
        return schemas.get(id - 1)
                .deepCopy()
                .put("subject", subject)
                .put("version", version)
                .put("id", id);
    }

    private static Canned error(int status, int code, String message) {
        return new Canned(
                status,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("error_code", code)
                        .put("message", message)
                        .toString());
    }
}
