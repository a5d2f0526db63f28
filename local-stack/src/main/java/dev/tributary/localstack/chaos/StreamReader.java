package dev.tributary.localstack.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.localstack.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows all changes over HTTP, and goes on behind the last event that it has read, at the next instance, whenever a stream
 * ends. So it must have seen, of every row, what was written to the topic, each once and one after the other.
 */
final class StreamReader implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A stream that is silent for longer than its heartbeats is given up: its instance may be paused. */
    private static final Duration SILENCE = Duration.ofSeconds(20);

    /** Also a stream that goes well is given up at times, so that there is always something to resume. */
    private static final Duration LONGEST = Duration.ofSeconds(12);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final List<URI> instances;
    private final CheckedView view;
    private final Differences differences;
    private final Tally tally;
    private final Map<Long, Seen> seen = new HashMap<>();
    private final Map<Long, List<Long>> sequences = new HashMap<>();
    private final Thread thread =
            Thread.ofPlatform().daemon().name("chaos-stream").unstarted(this::run);
    private volatile boolean closed;
    private volatile boolean live;
    private volatile @Nullable InputStream body;
    private volatile long heardAt = System.nanoTime();
    private @Nullable String lastId;
    private long events;

    private StreamReader(List<URI> instances, Checks checks) {
        this.instances = instances;
        this.view = checks.view();
        this.differences = checks.differences();
        this.tally = checks.tally();
    }

    static StreamReader start(List<URI> instances, Checks checks) {
        StreamReader reader = new StreamReader(instances, checks);
        reader.thread.start();
        Thread.ofVirtual().name("chaos-stream-watch").start(reader::watch);
        return reader;
    }

    /** Whether it has begun: what is written from now on it is to see. */
    boolean isLive() {
        return live;
    }

    synchronized long events() {
        return events;
    }

    /** What it has seen of each row, as fingerprints. */
    synchronized Map<Long, List<Long>> sequences() {
        Map<Long, List<Long>> copy = new HashMap<>();
        sequences.forEach((id, sequence) -> copy.put(id, List.copyOf(sequence)));
        return copy;
    }

    private void run() {
        try {
            for (int i = 0; !closed; i++) {
                try {
                    follow(instances.get(i % instances.size()));
                } catch (IOException e) {
                    // Away, or not able to now: the next one.
                }
                Await.pause();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            differences.add("the stream cannot be followed further: " + e);
        }
    }

    private void follow(URI instance) throws IOException, InterruptedException {
        heardAt = System.nanoTime();
        HttpRequest.Builder request = HttpRequest.newBuilder(instance.resolve(view.streamPath()))
                .timeout(SILENCE)
                .header("Accept", "text/event-stream");
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
        try (InputStream stream = response.body()) {
            if (response.statusCode() != 200) {
                if (response.statusCode() != 503) {
                    differences.add("the stream was refused by " + instance + " with " + response.statusCode() + ": "
                            + new String(stream.readAllBytes(), StandardCharsets.UTF_8));
                }
                return;
            }
            tally.connections.increment();
            body = stream;
            read(new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8)), instance);
        } finally {
            body = null;
        }
    }

    private void read(BufferedReader lines, URI instance) throws IOException {
        String name = "";
        String data = "";
        String id = null;
        long begin = System.nanoTime();
        for (String line = lines.readLine(); line != null && !closed; line = lines.readLine()) {
            heardAt = System.nanoTime();
            if (line.startsWith("event: ")) {
                name = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            } else if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    take(name, JSON.readTree(data), instance);
                }
                lastId = id == null ? lastId : id;
                if (heardAt - begin > LONGEST.toNanos()) {
                    return;
                }
                name = "";
                data = "";
                id = null;
            }
        }
    }

    private synchronized void take(String name, JsonNode data, URI instance) {
        if (name.equals("live")) {
            live = true;
            return;
        }
        if (!Set.of(view.row(), "removed").contains(name)) {
            return;
        }
        events++;
        tally.events.increment();
        long id = view.id(data);
        Seen before = seen.get(id);
        String where = " (stream at " + instance + ")";
        if (name.equals("removed")) {
            if (before != null) {
                if (before.result() == null) {
                    differences.add(before.name() + " is removed twice" + where);
                }
                seen.put(id, before.thenDeleted(before.lsn(), before.at()));
            }
            sequences.computeIfAbsent(id, first -> new ArrayList<>()).add(History.DELETION);
            return;
        }
        Result result = view.result(data);
        if (before == null) {
            seen.put(id, Seen.first(result));
        } else {
            before.backTo(result).ifPresent(wrong -> differences.add(wrong + where));
            if (result.equals(before.result())) {
                differences.add(before.name() + " comes twice as " + result + where);
            }
            seen.put(id, before.then(result));
        }
        sequences.computeIfAbsent(id, first -> new ArrayList<>()).add(result.fingerprint());
    }

    /** Ends a stream that says nothing any more. */
    private void watch() {
        try {
            while (!closed) {
                Thread.sleep(Duration.ofSeconds(1));
                InputStream stream = body;
                if (stream != null && System.nanoTime() - heardAt > SILENCE.toNanos()) {
                    stream.close();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // It is closed in any case.
        }
    }

    @Override
    public void close() {
        closed = true;
        http.shutdownNow();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
