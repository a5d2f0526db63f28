package dev.tributary.tools.view;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tributary.tools.ExactJson;
import dev.tributary.tools.ToolException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** The view's HTTP API. Failures are {@link ToolException}s with what the API says of them. */
public final class ViewApi implements AutoCloseable {

    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_WITHIN).build();
    private final URI base;
    private final Optional<String> token;

    /**
     * @param base of the API
     * @param token that it asks for, if it does
     */
    public ViewApi(URI base, Optional<String> token) {
        this.base = URI.create(base.toString().replaceFirst("/*$", "/"));
        this.token = token;
    }

    /**
     * What is at a path, such as {@code orders/1}.
     *
     * @return nothing if there is no such row
     * @throws ToolException if the API cannot be reached, refuses, or has no such path
     */
    public Optional<JsonNode> get(String pathAndQuery) throws InterruptedException {
        HttpResponse<InputStream> response =
                send(request(pathAndQuery).timeout(ANSWER_WITHIN).build());
        try (InputStream body = response.body()) {
            JsonNode json = parse(body.readAllBytes());
            if (response.statusCode() == 200) {
                return Optional.of(json);
            }
            if (response.statusCode() == 404) {
                if (json.path("type").asText().endsWith("no-such-path")) {
                    throw ToolException.failed("the HTTP API at " + base + " has no path /" + pathAndQuery
                            + ": it is not that of the view's application; name its address by --http");
                }
                return Optional.empty();
            }
            throw refused(response.statusCode(), json);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /**
     * A stream of server-sent events; whoever gets it closes it.
     *
     * @throws ToolException if the API cannot be reached, or refuses
     */
    InputStream stream(String pathAndQuery, Optional<String> lastEventId) throws InterruptedException {
        HttpRequest.Builder request = request(pathAndQuery).header("Accept", "text/event-stream");
        lastEventId.ifPresent(id -> request.header("Last-Event-ID", id));
        HttpResponse<InputStream> response = send(request.build());
        if (response.statusCode() == 200) {
            return response.body();
        }
        try (InputStream body = response.body()) {
            throw refused(response.statusCode(), parse(body.readAllBytes()));
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private HttpRequest.Builder request(String pathAndQuery) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(pathAndQuery.replaceAll("^/+", "")));
        token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        return request;
    }

    private HttpResponse<InputStream> send(HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private ToolException unreachable(IOException cause) {
        String reason = cause instanceof ConnectException
                ? "nothing accepts a connection there: is the application running, and is this its address?"
                : Objects.requireNonNullElse(
                        cause.getMessage(), cause.getClass().getSimpleName());
        return ToolException.unreachable("the HTTP API at " + base + " cannot be reached: " + reason, cause);
    }

    private ToolException refused(int status, JsonNode problem) {
        String detail = problem.path("detail").asText("it gives no reason");
        return status >= 500
                ? ToolException.unreachable("the HTTP API cannot answer now (" + status + "): " + detail)
                : ToolException.failed("the HTTP API refuses (" + status + "): " + detail);
    }

    private static JsonNode parse(byte[] body) {
        try {
            return ExactJson.MAPPER.readTree(new String(body, StandardCharsets.UTF_8));
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }
}
