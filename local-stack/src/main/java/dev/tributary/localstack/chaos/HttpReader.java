package dev.tributary.localstack.chaos;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.localstack.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/**
 * A client that asks any instance for any order, and sends the position of its last answer along: so no answer may be older
 * than one that it had before. An answer may be missing, or be that there is none now (503).
 */
final class HttpReader implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(40);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final List<URI> instances;
    private final History history;
    private final Differences differences;
    private final Tally tally;
    private final Random random;
    private final Map<Long, Seen> seen = new HashMap<>();
    private final Thread thread;
    private volatile boolean closed;
    private Optional<String> position = Optional.empty();

    private HttpReader(
            int number, List<URI> instances, History history, Differences differences, Tally tally, long seed) {
        this.instances = instances;
        this.history = history;
        this.differences = differences;
        this.tally = tally;
        this.random = new Random(seed + number);
        this.thread = Thread.ofPlatform().daemon().name("chaos-http-" + number).unstarted(this::run);
    }

    static HttpReader start(
            int number, List<URI> instances, History history, Differences differences, Tally tally, long seed) {
        HttpReader reader = new HttpReader(number, instances, history, differences, tally, seed);
        reader.thread.start();
        return reader;
    }

    private void run() {
        try {
            while (!closed) {
                long id = history.anyOrder(random);
                if (id != 0) {
                    ask(id, instances.get(random.nextInt(instances.size())));
                }
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            differences.add(name() + " cannot go on: " + e);
        }
    }

    private String name() {
        return thread.getName();
    }

    private void ask(long id, URI instance) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(instance.resolve("/orders/" + id))
                .timeout(ANSWER_WITHIN)
                .header("Prefer", "wait=2");
        position.ifPresent(token -> request.header("Tributary-Position", token));
        OptionalLong known = history.longKnown(id);
        try {
            HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
            take(id, instance, response, known);
        } catch (IOException e) {
            tally.unanswered.increment();
            Await.pause();
        }
    }

    private void take(long id, URI instance, HttpResponse<byte[]> response, OptionalLong known) {
        JsonNode body = parse(response.body());
        switch (response.statusCode()) {
            case 200 -> {
                tally.answers.increment();
                found(id, Result.of(body), instance);
            }
            case 404 -> {
                tally.answers.increment();
                tally.notFound.increment();
                notFound(id, instance, known);
            }
            case 503 -> {
                tally.unavailable.increment();
                if (!body.path("type").asText().startsWith("urn:tributary:problem:")) {
                    differences.add(name() + " got a 503 from " + instance + " that says no reason: " + body);
                }
            }
            default ->
                differences.add(name() + " got " + response.statusCode() + " from " + instance + " for order " + id
                        + ": " + body);
        }
        if (response.statusCode() != 503) {
            position = response.headers().firstValue("Tributary-Position").or(() -> position);
        }
    }

    private void found(long id, Result result, URI instance) {
        String who = name() + " at " + instance;
        Seen before = seen.get(id);
        if (before == null) {
            seen.put(id, Seen.first(result));
        } else {
            before.backTo(result).ifPresent(wrong -> differences.add(who + ": " + wrong));
            seen.put(id, before.then(result));
        }
        history.claimWritten(result, who);
    }

    private void notFound(long id, URI instance, OptionalLong known) {
        String who = name() + " at " + instance;
        Seen before = seen.get(id);
        if (before != null && before.result() != null) {
            history.claimDeletedAfter(id, before.lsn(), who);
            // Which version deleted it is not known here, but it was newer than the one that was seen.
            seen.put(id, before.thenDeleted(before.lsn(), before.at()));
        } else if (before == null && known.isPresent()) {
            // The history may be behind, and not have heard of the deletion yet.
            history.claimDeletedAfter(id, known.getAsLong(), who);
        }
    }

    private static JsonNode parse(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            throw new IllegalStateException("an answer is no JSON: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        http.close();
    }
}
