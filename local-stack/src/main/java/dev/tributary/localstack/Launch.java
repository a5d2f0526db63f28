package dev.tributary.localstack;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How one part is started, asked whether it is ready, and stopped.
 *
 * @param environment added to what the launcher has in its own
 * @param stopSignal what asks it to end: {@code TERM} or {@code INT}
 * @param grace how long it may take over that before it is killed
 */
record Launch(
        ServerName name,
        List<String> command,
        Map<String, String> environment,
        Path log,
        String stopSignal,
        Duration grace,
        HealthCheck check) {

    /** Whether a part does its work, found out by a real request that does not wait long. */
    interface HealthCheck {

        /**
         * An exception is a no.
         *
         * @param log what it has said since it was started
         */
        boolean answers(ServerLog log) throws Exception;
    }

    /** Ready when a GET is answered with 200. */
    static HealthCheck httpOk(URI uri) {
        return log -> Http.get(uri).statusCode() == 200;
    }
}
