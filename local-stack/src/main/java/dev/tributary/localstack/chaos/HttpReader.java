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
import java.util.Optional;
import java.util.Random;

/**
 * A client that sends one request after the other. An answer may be missing, or be a 503 with its reason; what else may be in
 * it is for each kind of reader to check.
 */
abstract class HttpReader implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PAUSE = Duration.ofMillis(40);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final Duration answerWithin;
    private final Thread thread;
    private volatile boolean closed;

    final CheckedView view;
    final History history;
    final Differences differences;
    final Tally tally;
    final Random random;

    /**
     * @param name of the thread, and in differences
     * @param answerWithin after that the next request is sent
     */
    HttpReader(String name, Duration answerWithin, Checks checks, Random random) {
        this.answerWithin = answerWithin;
        this.view = checks.view();
        this.history = checks.history();
        this.differences = checks.differences();
        this.tally = checks.tally();
        this.random = random;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    /**
     * An answer of status 200 or 404.
     *
     * @param body empty if it is 404
     */
    record Reply(Optional<JsonNode> body, Optional<String> position) {}

    final void start() {
        thread.start();
    }

    /** Sends one request and checks the answer, on the reader's thread. */
    abstract void readOnce() throws InterruptedException;

    /** @param headers names and values */
    final Optional<Reply> get(URI instance, String path, String... headers) throws InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(instance.resolve(path)).timeout(answerWithin);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return reply(http.send(request.build(), BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            tally.unanswered.increment();
            Await.pause();
            return Optional.empty();
        }
    }

    private Optional<Reply> reply(HttpResponse<byte[]> response) {
        JsonNode body = parse(response.body());
        Optional<String> position = response.headers().firstValue("Tributary-Position");
        switch (response.statusCode()) {
            case 200 -> {
                tally.answers.increment();
                return Optional.of(new Reply(Optional.of(body), position));
            }
            case 404 -> {
                tally.answers.increment();
                tally.notFound.increment();
                return Optional.of(new Reply(Optional.empty(), position));
            }
            case 503 -> {
                tally.unavailable.increment();
                if (!body.path("type").asText().startsWith("urn:tributary:problem:")) {
                    differences.add(name() + " got a 503 for " + response.uri() + " that says no reason: " + body);
                }
            }
            default ->
                differences.add(name() + " got " + response.statusCode() + " for " + response.uri() + ": " + body);
        }
        return Optional.empty();
    }

    final String name() {
        return thread.getName();
    }

    private void run() {
        try {
            while (!closed) {
                readOnce();
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            differences.add(name() + " cannot go on: " + e);
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
    public final void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        http.close();
    }
}
