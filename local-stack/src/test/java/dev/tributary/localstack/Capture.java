package dev.tributary.localstack;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.tools.connectors.ConnectorFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** The project's connector, made, stopped and made anew through Connect's REST API. */
final class Capture {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final ConnectorFile file =
            ConnectorFile.read(Project.find().connectors().getFirst());
    private final String base;

    Capture(URI connect) {
        this.base = connect.toString().replaceAll("/+$", "") + "/connectors/" + file.name();
    }

    /** Made with that slot, and not waited for. */
    void begin(String slot) throws Exception {
        Map<String, String> config = new TreeMap<>(file.config());
        config.put("slot.name", slot);
        require("PUT", "/config", JSON.writeValueAsString(config));
    }

    void stop() throws Exception {
        require("PUT", "/stop", "");
        Await.until(() -> "the connector does not stop", SOON, () -> {
            String status = body("/status");
            return status.contains("STOPPED") && !status.contains("RUNNING");
        });
    }

    void resume() throws Exception {
        require("PUT", "/resume", "");
    }

    void restart() throws Exception {
        require("POST", "/restart?includeTasks=true", "");
    }

    /** Stops it, and has it forget where it was. */
    void forget() throws Exception {
        stop();
        require("DELETE", "/offsets", "");
        require("DELETE", "", "");
    }

    private void require(String method, String path, String body) throws Exception {
        int[] last = new int[1];
        // A worker that is just moving tasks says 409.
        Await.until(() -> method + " " + path + " is answered with " + last[0], SOON, () -> {
            last[0] = send(method, path, body);
            return last[0] / 100 == 2;
        });
    }

    private int send(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(ANSWER)
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return CLIENT.send(request, BodyHandlers.discarding()).statusCode();
    }

    private String body(String path) throws IOException, InterruptedException {
        return Http.get(URI.create(base + path)).body();
    }
}
