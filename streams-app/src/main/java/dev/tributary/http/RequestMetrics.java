package dev.tributary.http;

import dev.tributary.metrics.AppMetrics;
import dev.tributary.metrics.Histogram;
import io.helidon.webserver.http.ServerResponse;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What is asked, how it was answered, and how long that took: by route, which is the operation's name in the contract. Safe
 * for use by several threads.
 */
final class RequestMetrics {

    private static final String GROUP = "http";
    private static final double[] BOUNDS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10};
    private static final int SERVER_ERROR = 500;
    private static final int CLIENT_ERROR = 400;
    private static final int UNAVAILABLE = 503;

    private final AppMetrics metrics;

    RequestMetrics(AppMetrics metrics) {
        this.metrics = metrics;
    }

    /** What other instances ask is part of what a client has asked one of them, and is measured there. */
    Route route(Endpoint endpoint) {
        return switch (endpoint.access()) {
            case INTERNAL, INTERNAL_WAIT -> (response, answer) -> answer.run();
            case STREAM -> new Counted(metrics, endpoint.operation());
            case OPEN, REQUEST -> new Timed(metrics, endpoint.operation());
        };
    }

    /** Measures the requests of a route. */
    interface Route {
        void measure(ServerResponse response, Runnable answer);
    }

    private static final class Timed implements Route {
        private final Histogram durations;
        private final Answers answers;

        Timed(AppMetrics metrics, String operation) {
            durations =
                    metrics.histogram(GROUP, "Requests that did not take longer", Map.of("route", operation), BOUNDS);
            answers = new Answers(metrics, operation);
        }

        @Override
        public void measure(ServerResponse response, Runnable answer) {
            long begin = System.nanoTime();
            answer.run();
            durations.record(System.nanoTime() - begin);
            answers.count(response);
        }
    }

    /** Live streams: they last as long as the reader likes. */
    private static final class Counted implements Route {
        private final LongAdder open = new LongAdder();
        private final Answers answers;

        Counted(AppMetrics metrics, String operation) {
            metrics.gauge(GROUP, "streams-open", "Live streams that are being read", open::sum);
            answers = new Answers(metrics, operation);
        }

        @Override
        public void measure(ServerResponse response, Runnable answer) {
            open.increment();
            try {
                answer.run();
            } finally {
                open.decrement();
            }
            answers.count(response);
        }
    }

    /** By what kind of status they had: a 503 is worth another try, another 5xx is a fault. */
    private static final class Answers {
        private final LongAdder good;
        private final LongAdder refused;
        private final LongAdder unavailable;
        private final LongAdder failed;

        Answers(AppMetrics metrics, String operation) {
            good = counter(metrics, operation, "ok");
            refused = counter(metrics, operation, "client_error");
            unavailable = counter(metrics, operation, "unavailable");
            failed = counter(metrics, operation, "server_error");
        }

        private static LongAdder counter(AppMetrics metrics, String operation, String outcome) {
            return metrics.counter(
                    "http-answers",
                    "answers-total",
                    "Answers by their outcome: ok, client_error (4xx), unavailable (503), server_error (other 5xx)",
                    Map.of("route", operation, "outcome", outcome));
        }

        void count(ServerResponse response) {
            int status = response.status().code();
            LongAdder outcome = status < CLIENT_ERROR
                    ? good
                    : status < SERVER_ERROR ? refused : status == UNAVAILABLE ? unavailable : failed;
            outcome.increment();
        }
    }
}
