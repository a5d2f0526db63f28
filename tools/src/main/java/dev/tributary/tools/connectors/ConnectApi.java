package dev.tributary.tools.connectors;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The REST API of a Kafka Connect worker. Every call either answers, or says whether trying again makes sense. */
final class ConnectApi implements AutoCloseable {

    /** The worker is not there, starting, or rebalancing. */
    static final class BusyException extends Exception {
        BusyException(String message) {
            super(message);
        }
    }

    /** The worker understood, and said no. */
    static final class RefusedException extends Exception {
        RefusedException(String message) {
            super(message);
        }
    }

    /** A worker checks a configuration, and with it the database, before it answers. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

    static final String NO_OFFSETS = "[]";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String base;

    ConnectApi(URI base) {
        this.base = base.toString().replaceAll("/+$", "");
    }

    /** The configuration, or nothing if there is no such connector. */
    Optional<Map<String, String>> config(String connector)
            throws BusyException, RefusedException, InterruptedException {
        HttpResponse<String> answer = send("GET", connector, "/config", BodyPublishers.noBody());
        if (answer.statusCode() == 404) {
            return Optional.empty();
        }
        return Optional.of(JSON.convertValue(body(answer), new TypeReference<Map<String, String>>() {}));
    }

    void putConfig(String connector, Map<String, String> config)
            throws BusyException, RefusedException, InterruptedException {
        String json = JSON.valueToTree(config).toString();
        body(send("PUT", connector, "/config", BodyPublishers.ofString(json)));
    }

    ConnectorState state(String connector) throws BusyException, RefusedException, InterruptedException {
        HttpResponse<String> answer = send("GET", connector, "/status", BodyPublishers.noBody());
        if (answer.statusCode() == 404) {
            return ConnectorState.unknown();
        }
        JsonNode status = body(answer);
        List<ConnectorState.Part> parts = new ArrayList<>();
        parts.add(part("connector", status.path("connector")));
        for (JsonNode task : status.path("tasks")) {
            parts.add(part("task " + task.path("id").asText(), task));
        }
        return new ConnectorState(parts);
    }

    /** The positions that the connector has committed, as JSON. */
    String offsets(String connector) throws BusyException, RefusedException, InterruptedException {
        HttpResponse<String> answer = send("GET", connector, "/offsets", BodyPublishers.noBody());
        return answer.statusCode() == 404
                ? NO_OFFSETS
                : body(answer).path("offsets").toString();
    }

    private static ConnectorState.Part part(String name, JsonNode node) {
        return new ConnectorState.Part(
                name, node.path("state").asText("unknown"), node.path("trace").asText(""));
    }

    /** The connector and none of its tasks. */
    void restart(String connector) throws BusyException, RefusedException, InterruptedException {
        body(send("POST", connector, "/restart", BodyPublishers.noBody()));
    }

    void restartFailed(String connector) throws BusyException, RefusedException, InterruptedException {
        body(send("POST", connector, "/restart?includeTasks=true&onlyFailed=true", BodyPublishers.noBody()));
    }

    private HttpResponse<String> send(String method, String connector, String path, BodyPublisher body)
            throws BusyException, InterruptedException {
        String name = URLEncoder.encode(connector, StandardCharsets.UTF_8).replace("+", "%20");
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/connectors/" + name + path))
                .timeout(ANSWER_WITHIN)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .method(method, body)
                .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            String message = e.getMessage();
            throw new BusyException(base + " does not answer"
                    + (message == null ? " (" + e.getClass().getSimpleName() + ")" : ": " + message));
        }
    }

    /** A worker that starts or rebalances answers 409, 500 (timed out) or 503. */
    private static JsonNode body(HttpResponse<String> answer) throws BusyException, RefusedException {
        int status = answer.statusCode();
        JsonNode body = parse(answer.body());
        if (status / 100 == 2) {
            return body;
        }
        String message = body.path("message").asText("no explanation");
        if (status == 404 || status == 409 || status >= 500) {
            throw new BusyException("HTTP " + status + ": " + message);
        }
        throw new RefusedException("HTTP " + status + ": " + message);
    }

    private static JsonNode parse(String body) {
        if (body.isBlank()) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
