package dev.tributary.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Lets a request through to its endpoint if it may pass: with the right token, and not too many at a time. */
final class Routes {

    /** What others ask is bounded where they ask; this bounds who is none of them. */
    private static final int INTERNAL_FOR_EACH = 4;

    private static final String BEARER = "Bearer ";

    private final Optional<byte[]> token;
    private final Semaphore requests;
    private final Semaphore streams;
    private final Semaphore internal;
    private final RequestMetrics metrics;

    Routes(HttpSettings settings, RequestMetrics metrics) {
        this.metrics = metrics;
        this.token = settings.token().map(Routes::utf8);
        this.requests = new Semaphore(settings.maxRequests());
        this.streams = new Semaphore(settings.maxStreams());
        this.internal = new Semaphore(INTERNAL_FOR_EACH * settings.maxRequests());
    }

    /** The routes of the endpoints; of two that match, the first one counts. */
    HttpRouting.Builder of(List<Endpoint> endpoints) {
        HttpRouting.Builder routing = HttpRouting.builder();
        for (Endpoint endpoint : endpoints) {
            RequestMetrics.Route route = metrics.route(endpoint);
            routing.get(
                    endpoint.path(),
                    (request, response) -> route.measure(response, () -> handle(endpoint, request, response)));
        }
        routing.any((request, response) -> Failures.answer(request, response, notFound(request)));
        return routing;
    }

    @SuppressWarnings("ThreadPriorityCheck") // it is said of platform threads
    private void handle(Endpoint endpoint, ServerRequest request, ServerResponse response) {
        // A virtual thread keeps its processor until it waits: a client that answers each answer with the next request
        // would
        // keep it for many requests, and all others from it.
        Thread.yield();
        try {
            switch (endpoint.access()) {
                case OPEN -> endpoint.handler().handle(request, response);
                case INTERNAL -> {
                    authorize(request);
                    limited(internal, "requests of other instances", endpoint, request, response);
                }
                case REQUEST -> {
                    authorize(request);
                    Requests.requireKnown(request, endpoint);
                    limited(requests, "requests", endpoint, request, response);
                }
                case STREAM -> {
                    authorize(request);
                    Requests.requireKnown(request, endpoint);
                    limited(streams, "live streams", endpoint, request, response);
                }
            }
        } catch (Exception e) {
            Failures.answer(request, response, e);
        }
    }

    private static void limited(
            Semaphore free, String what, Endpoint endpoint, ServerRequest request, ServerResponse response)
            throws Exception {
        if (!free.tryAcquire()) {
            throw new ProblemException(
                    Problem.unavailable("overloaded", "too many " + what + " at the same time: try again"));
        }
        try {
            endpoint.handler().handle(request, response);
        } finally {
            free.release();
        }
    }

    private void authorize(ServerRequest request) {
        if (token.isEmpty()) {
            return;
        }
        String given = request.headers().first(HeaderNames.AUTHORIZATION).orElse("");
        // In constant time, so that nobody can guess it letter by letter.
        if (!given.startsWith(BEARER) || !MessageDigest.isEqual(utf8(given.substring(BEARER.length())), token.get())) {
            throw new ProblemException(Problem.of(
                    Status.UNAUTHORIZED_401,
                    "unauthorized",
                    "send the token that the instance was started with: Authorization: Bearer …"));
        }
    }

    private static ProblemException notFound(ServerRequest request) {
        if (!request.prologue().method().equals(Method.GET)) {
            return new ProblemException(
                    Problem.of(Status.METHOD_NOT_ALLOWED_405, "method-not-allowed", "this is an API to read: use GET"));
        }
        return new ProblemException(
                Problem.notFound("no-such-path", "nothing is at this path; /openapi.json says what there is"));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
