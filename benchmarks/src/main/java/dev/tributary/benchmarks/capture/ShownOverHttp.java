package dev.tributary.benchmarks.capture;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Reads {@code GET /orders/stream} from now on, and notes how long ago the newer row of each result was committed. */
final class ShownOverHttp {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DATA = "data:";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Stream<String> lines;
    private final Histogram histogram = Freshness.histogram();
    private final long from;
    private volatile @Nullable RuntimeException failure;
    private final Thread thread = new Thread(this::read, "read-stream");

    private ShownOverHttp(URI base, long from) throws IOException, InterruptedException {
        this.from = from;
        this.lines = http.send(
                        HttpRequest.newBuilder(base.resolve("/orders/stream")).build(), BodyHandlers.ofLines())
                .body();
    }

    /** @param from changes that were committed before, in microseconds since the epoch, do not count */
    static ShownOverHttp measure(URI base, long from) throws IOException, InterruptedException {
        ShownOverHttp shown = new ShownOverHttp(base, from);
        shown.thread.setDaemon(true);
        shown.thread.start();
        return shown;
    }

    private void read() {
        try {
            lines.filter(line -> line.startsWith(DATA)).forEach(line -> accept(line.substring(DATA.length())));
            failure = new IllegalStateException("the stream has ended");
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void accept(String data) {
        long now = Freshness.micros(Instant.now());
        try {
            JsonNode order = JSON.readTree(data);
            long commit = Math.max(micros(order.path("order_committed_at")), micros(order.path("user_committed_at")));
            if (commit >= from) {
                Freshness.note(histogram, now - commit);
            }
        } catch (JacksonException e) {
            throw new IllegalStateException("not JSON: " + data, e);
        }
    }

    private static long micros(JsonNode time) {
        return time.isTextual() ? Freshness.micros(Instant.parse(time.asText())) : 0;
    }

    /** From commit until the event was read, in microseconds. */
    Histogram stop() throws InterruptedException {
        if (failure != null) {
            throw new IllegalStateException("GET /orders/stream cannot be read", failure);
        }
        http.shutdownNow();
        thread.join();
        return histogram;
    }
}
