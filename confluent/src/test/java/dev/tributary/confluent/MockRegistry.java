package dev.tributary.confluent;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/**
 * Confluent's mock of a schema registry, which its own clients find by a {@code mock://} URL, with an HTTP server before it for ours:
 * both have the same schemas under the same ids. The server registers, looks up, and answers for ids.
 */
public final class MockRegistry implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String scope = "interop-" + UUID.randomUUID();
    private final Object client = Confluent.callStatic(
            "io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry", "getClientForScope", scope);
    private final HttpServer server;

    public MockRegistry() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    /** The configuration of a client of ours. */
    public Map<String, Object> ours() {
        return Map.of(
                "schema.registry.url", "http://127.0.0.1:" + server.getAddress().getPort(), "max.retries", 0);
    }

    /** The configuration of a client of Confluent's. */
    public Map<String, Object> confluents() {
        return Map.of("schema.registry.url", "mock://" + scope);
    }

    /** The schema behind the id that a payload begins with, as text. */
    String schemaOf(byte[] payload) {
        return schema(ByteBuffer.wrap(payload).getInt(1));
    }

    private String schema(int id) {
        return (String) Confluent.call(Confluent.call(client, "getSchemaById", id), "canonicalString");
    }

    @Override
    public void close() {
        server.stop(0);
        Confluent.callStatic("io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry", "dropScope", scope);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            int status = 200;
            ObjectNode answer = JsonNodeFactory.instance.objectNode();
            try {
                answer(exchange, answer);
            } catch (Confluent.CallException e) {
                status = 404;
                answer.put("error_code", 40403).put("message", e.getCause().toString());
            }
            byte[] body = answer.toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void answer(HttpExchange exchange, ObjectNode answer) throws IOException {
        String[] path = exchange.getRequestURI().getRawPath().split("/", -1);
        if (path[1].equals("schemas")) {
            answer.put("schema", schema(Integer.parseInt(path[3])));
            return;
        }
        String subject = URLDecoder.decode(path[2], StandardCharsets.UTF_8);
        Object schema = Confluent.create(
                "io.confluent.kafka.schemaregistry.avro.AvroSchema",
                JSON.readTree(exchange.getRequestBody()).get("schema").asText());
        answer.put("id", (Integer) Confluent.call(client, path.length == 4 ? "register" : "getId", subject, schema));
    }
}
