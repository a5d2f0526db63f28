package dev.tributary.avro;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Exponential waits with full jitter: each one is a random part of a limit that doubles, so that clients that failed
 * together do not come back together.
 */
record Backoff(Duration first, Duration longest) {

    /** @param retry counts from 0 */
    Duration limit(int retry) {
        long millis = first.toMillis() << Math.min(retry, 30);
        return Duration.ofMillis(Math.min(millis, longest.toMillis()));
    }

    Duration before(int retry) {
        long limit = limit(retry).toMillis();
        return Duration.ofMillis(limit == 0 ? 0 : ThreadLocalRandom.current().nextLong(limit) + 1);
    }
}
