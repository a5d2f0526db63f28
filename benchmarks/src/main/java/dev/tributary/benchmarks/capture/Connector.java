package dev.tributary.benchmarks.capture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.tools.ToolException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A connector, over Connect's REST API. */
final class Connector {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI base;
    private @Nullable ObjectNode shipped;

    Connector(URI connect, String name) {
        this.base = connect.resolve("/connectors/" + name + "/");
    }

    /** Its tasks end, and the database keeps what they have not read. A pause would leave them reading into their queue. */
    void stop() throws IOException, InterruptedException {
        send("PUT", "stop", BodyPublishers.noBody());
    }

    void resume() throws IOException, InterruptedException {
        send("PUT", "resume", BodyPublishers.noBody());
    }

    /**
     * Has it begin from the beginning when it is resumed; it is stopped.
     *
     * @return whether that is done, which is refused while its last consumer leaves
     */
    boolean forgetsOffsets() {
        try {
            send("DELETE", "offsets", BodyPublishers.noBody());
            return true;
        } catch (IOException | ToolException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    boolean isStopped() {
        try {
            JsonNode status = JSON.readTree(send("GET", "status", BodyPublishers.noBody()));
            return status.path("connector").path("state").asText().equals("STOPPED")
                    && status.path("tasks").isEmpty();
        } catch (IOException | ToolException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** As the pipeline is shipped but for these settings; an earlier call is undone. */
    void configure(Map<String, String> differing) throws IOException, InterruptedException {
        if (shipped == null) {
            shipped = (ObjectNode) JSON.readTree(send("GET", "config", BodyPublishers.noBody()));
        }
        ObjectNode config = shipped.deepCopy();
        differing.forEach(config::put);
        send("PUT", "config", BodyPublishers.ofString(config.toString()));
    }

    private String send(String method, String path, BodyPublisher body) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(base.resolve(path))
                        .method(method, body)
                        .header("Content-Type", "application/json")
                        .timeout(Duration.ofSeconds(60))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw ToolException.failed("Connect answers " + answer.statusCode() + " to " + path + ": " + answer.body());
        }
        return answer.body();
    }
}
