package dev.tributary.http;

import dev.tributary.failure.Causes;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes problems of whatever ends a request. What is nobody's business outside goes to the log, under a number. */
final class Failures {

    /** A cache may keep a 404, and the row may come. */
    private static final String NO_STORE = "no-store";

    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /** For what the server itself refuses, before there is a route. */
    static DirectHandlers directHandlers() {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            handlers.addHandler(type, (request, event, status, headers, message) -> {
                String detail = status.code() >= 500 ? "the request could not be answered" : message;
                Problem problem = Problem.of(status, "refused", detail == null ? status.reasonPhrase() : detail);
                return DirectHandler.TransportResponse.builder()
                        .status(status)
                        .headers(headers)
                        .header(HeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
                        .header(HeaderNames.CACHE_CONTROL, NO_STORE)
                        .entity(problem.document(request.path()))
                        .keepAlive(event.keepAlive())
                        .build();
            });
        }
        return handlers.build();
    }

    static void answer(ServerRequest request, ServerResponse response, Exception failure) {
        Problem problem = problem(request, failure);
        response.status(problem.status());
        response.headers().set(HeaderNames.CACHE_CONTROL, NO_STORE);
        problem.retryAfterSeconds()
                .ifPresent(seconds -> response.headers().set(HeaderNames.RETRY_AFTER, String.valueOf(seconds)));
        if (problem.status().equals(Status.UNAUTHORIZED_401)) {
            response.headers().set(HeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        Responses.send(
                request,
                response,
                Problem.MEDIA_TYPE,
                problem.document(request.path().rawPath()));
    }

    private static Problem problem(ServerRequest request, Exception failure) {
        if (failure instanceof CloseConnectionException close) {
            throw close;
        }
        if (failure instanceof ProblemException known) {
            return known.problem();
        }
        if (failure instanceof RejectedExecutionException) {
            return Problem.unavailable("stopping", "this instance is being stopped");
        }
        // The second: whoever waited for the registry.
        if (failure instanceof InterruptedException || failure instanceof InterruptException) {
            Thread.currentThread().interrupt();
            return Problem.unavailable("stopping", "this instance is being stopped");
        }
        if (Causes.find(failure, RetriableException.class).isPresent()
                || failure instanceof InvalidStateStoreException) {
            log.warn("{} could not be answered: {}", request.path().rawPath(), Causes.describe(failure));
            return Problem.unavailable("not-available", "a server that is needed for the answer is away");
        }
        String number = UUID.randomUUID().toString();
        log.error("{} failed ({})", request.path().rawPath(), number, failure);
        return Problem.of(
                Status.INTERNAL_SERVER_ERROR_500,
                "internal",
                "this is a fault of ours; the log has it under " + number);
    }
}
