package dev.tributary;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits, at the start, for a server that is not there yet: the parts of a pipeline may be started in any order. */
final class Outage {

    private static final Logger log = LoggerFactory.getLogger(Outage.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration REMINDER = Duration.ofSeconds(10);

    private Outage() {}

    /**
     * Calls until the server can be reached, and says every ten seconds that it is waiting.
     *
     * @param server what is waited for, with its address
     * @throws Exception what the call throws, if that is not an outage
     */
    static <T> T waitOut(String server, Callable<T> call) throws Exception {
        long began = System.nanoTime();
        long reminded = began - REMINDER.toNanos();
        while (true) {
            try {
                return call.call();
            } catch (RetriableException e) {
                long now = System.nanoTime();
                if (now - reminded >= REMINDER.toNanos()) {
                    reminded = now;
                    log.warn(
                            "waiting for {} ({} s so far): {}",
                            server,
                            TimeUnit.NANOSECONDS.toSeconds(now - began),
                            e.getMessage());
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
            }
        }
    }
}
