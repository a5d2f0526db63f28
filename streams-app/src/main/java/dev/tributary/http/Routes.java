package dev.tributary.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRoute;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets a request through to its endpoint if it may pass: with the right token, and not too many at a time. */
final class Routes {

    /** What others ask is bounded where they ask; this bounds who is none of them. */
    private static final int INTERNAL_FOR_EACH = 4;

    /** Many requests may wait for one position. When it is reached, they are handled in turn, beside the others. */
    private static final int RESUMED_SHARE = 4;

    /** Between two tries of a request that waits, at least. */
    private static final long RETRY_MILLIS = 100;

    private final Optional<byte[]> token;
    private final Semaphore requests;
    private final Semaphore waiting;
    private final Semaphore resumed;
    private final Semaphore streams;
    private final Semaphore internal;
    private final Semaphore internalWaiting;
    private final RequestMetrics metrics;

    Routes(HttpSettings settings, RequestMetrics metrics) {
        this.metrics = metrics;
        this.token = settings.token().map(Routes::utf8);
        this.requests = new Semaphore(settings.maxRequests());
        this.waiting = new Semaphore(settings.maxWaiting());
        this.resumed = new Semaphore(Math.max(1, settings.maxRequests() / RESUMED_SHARE), true);
        this.streams = new Semaphore(settings.maxStreams());
        this.internal = new Semaphore(INTERNAL_FOR_EACH * settings.maxRequests());
        this.internalWaiting = new Semaphore(INTERNAL_FOR_EACH * settings.maxWaiting());
    }

    /** The routes of the endpoints; of two that match, the first one counts. */
    HttpRouting.Builder of(List<Endpoint> endpoints) {
        HttpRouting.Builder routing = HttpRouting.builder();
        boolean haveTexts =
                endpoints.stream().anyMatch(endpoint -> !endpoint.texts().isEmpty());
        for (Endpoint endpoint : endpoints) {
            RequestMetrics.Route route = metrics.route(endpoint);
            routing.route(HttpRoute.builder()
                    .path(matcher(endpoint, haveTexts))
                    .handler((request, response) -> answer(endpoint, route, request, response))
                    .build());
        }
        routing.any((request, response) -> Failures.answer(request, response, notFound()));
        return routing;
    }

    /** A slash at the end changes nothing. */
    private static PathMatcher matcher(Endpoint endpoint, boolean haveTexts) {
        String path = endpoint.path();
        return haveTexts
                ? new SegmentMatcher(path, endpoint.texts())
                : PathMatchers.create(path.endsWith("/") ? path : path + "[/]");
    }

    private void answer(Endpoint endpoint, RequestMetrics.Route route, ServerRequest request, ServerResponse response) {
        String allowed = endpoint.access().isInternal() ? "GET" : "GET, HEAD, OPTIONS";
        String method = request.prologue().method().text();
        if (method.equals("GET") || (method.equals("HEAD") && !endpoint.access().isInternal())) {
            route.measure(response, () -> handle(endpoint, request, response));
            return;
        }
        response.headers().set(HeaderNames.ALLOW, allowed);
        if (method.equals("OPTIONS") && !endpoint.access().isInternal()) {
            response.status(Status.NO_CONTENT_204).send();
        } else {
            Failures.answer(
                    request,
                    response,
                    new ProblemException(Problem.of(
                            Status.METHOD_NOT_ALLOWED_405, "method-not-allowed", "allowed here: " + allowed)));
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // warns of platform threads
    private void handle(Endpoint endpoint, ServerRequest request, ServerResponse response) {
        // A virtual thread keeps its carrier until it waits. One client that sends requests without a pause would
        // keep it from all others.
        Thread.yield();
        try {
            switch (endpoint.access()) {
                case OPEN -> endpoint.handler().handle(request, response);
                case INTERNAL -> {
                    authorize(request);
                    limited(
                            internal,
                            "too many requests of other instances are handled",
                            () -> endpoint.handler().handle(request, response));
                }
                case INTERNAL_WAIT -> {
                    authorize(request);
                    limited(
                            internalWaiting,
                            "too many requests of other instances wait",
                            () -> endpoint.handler().handle(request, response));
                }
                case REQUEST -> {
                    authorize(request);
                    Requests.requireKnown(request, endpoint);
                    handleOrWait(() -> endpoint.handler().handle(request, response));
                }
                case STREAM -> {
                    authorize(request);
                    Requests.requireKnown(request, endpoint);
                    limited(
                            streams,
                            "too many live streams are open",
                            () -> endpoint.handler().handle(request, response));
                }
            }
        } catch (Exception e) {
            Failures.answer(request, response, e);
        }
    }

    /** A request that waits for a position holds none of the permits of those that can be answered. */
    private void handleOrWait(Task handler) throws Exception {
        try {
            limited(requests, "too many requests are handled", handler);
        } catch (BehindException behind) {
            limited(waiting, "too many requests wait for a position", () -> awaitAndHandle(behind, handler));
        }
    }

    /** What it waits at may give up early, because data moves to another instance: it is waited for again until the deadline. */
    private void awaitAndHandle(BehindException behind, Task handler) throws Exception {
        behind.await();
        while (true) {
            resumed.acquire();
            try {
                handler.run();
                return;
            } catch (BehindException again) {
                if (behind.isOver()) {
                    throw again;
                }
            } finally {
                resumed.release();
            }
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
            behind.await();
        }
    }

    private interface Task {
        void run() throws Exception;
    }

    private static void limited(Semaphore free, String tooMany, Task task) throws Exception {
        if (!free.tryAcquire()) {
            throw new ProblemException(Problem.unavailable("overloaded", tooMany + " at the same time: try again"));
        }
        try {
            task.run();
        } finally {
            free.release();
        }
    }

    private void authorize(ServerRequest request) {
        if (token.isEmpty()) {
            return;
        }
        Optional<String> given = RequestFields.bearerToken(request.headers());
        // In constant time, so that nobody can guess it letter by letter.
        if (given.isEmpty() || !MessageDigest.isEqual(utf8(given.get()), token.get())) {
            throw new ProblemException(Problem.of(
                    Status.UNAUTHORIZED_401,
                    "unauthorized",
                    "send the token that the instance was started with: Authorization: Bearer …"));
        }
    }

    private static ProblemException notFound() {
        return new ProblemException(
                Problem.notFound("no-such-path", "nothing is at this path; /openapi.json says what there is"));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
