package dev.tributary.tier;

import dev.tributary.avro.SchemaRegistry;
import dev.tributary.avro.SchemaRegistryUnavailableException;
import dev.tributary.failure.Causes;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of a stream thread that failed. An outage (registry or broker away, or this process silent for so long
 * that the broker gave its transaction up, which Streams does not take for being fenced) is waited out, and the work goes on
 * in a new thread from the last commit; anything else would fail again in the same way, so the tier stops and
 * says why.
 */
final class Recovery implements StreamsUncaughtExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final String tier;
    private final SchemaRegistry registry;
    private final String probedSubject;
    private final Predicate<Duration> pause;
    private final Consumer<Throwable> onFatal;

    /**
     * @param tier its name, for messages
     * @param probedSubject a subject, asked for to see whether the registry is back
     * @param pause waits for so long, and answers false if the tier is being closed and there is nothing to wait for
     * @param onFatal told what the tier stops for
     */
    Recovery(
            String tier,
            SchemaRegistry registry,
            String probedSubject,
            Predicate<Duration> pause,
            Consumer<Throwable> onFatal) {
        this.tier = tier;
        this.registry = registry;
        this.probedSubject = probedSubject;
        this.pause = pause;
        this.onFatal = onFatal;
    }

    @Override
    public StreamThreadExceptionResponse handle(Throwable failure) {
        Optional<SchemaRegistryUnavailableException> registryAway =
                Causes.find(failure, SchemaRegistryUnavailableException.class);
        if (registryAway.isPresent()) {
            log.warn(
                    "{}. Waiting for the registry; nothing is lost meanwhile",
                    registryAway.get().getMessage());
            return awaitRegistry() ? StreamThreadExceptionResponse.REPLACE_THREAD : stop(failure);
        }
        Optional<RetriableException> retriable = Causes.find(failure, RetriableException.class);
        if (retriable.isPresent()) {
            log.warn(
                    "the broker could not be reached for too long ({}): starting again from the last commit",
                    retriable.get().getMessage());
            return pause.test(LONGEST_PAUSE) ? StreamThreadExceptionResponse.REPLACE_THREAD : stop(failure);
        }
        if (Causes.find(failure, InvalidTxnStateException.class).isPresent()) {
            log.warn(
                    "the broker has ended a transaction of which it had heard nothing for too long, as after a pause or"
                            + " a break in the network: starting again from the last commit");
            return pause.test(FIRST_PAUSE) ? StreamThreadExceptionResponse.REPLACE_THREAD : stop(failure);
        }
        log.error("the {} tier stops: {}", tier, Causes.describe(failure), failure);
        return stop(failure);
    }

    /** Runs on the failed thread, which has nothing else to do. */
    private boolean awaitRegistry() {
        Duration wait = FIRST_PAUSE;
        while (pause.test(wait)) {
            try {
                probe();
                log.info("the registry answers again");
                return true;
            } catch (SchemaRegistryUnavailableException e) {
                Duration longer = wait.multipliedBy(2);
                wait = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
                log.warn("the registry is still away: {}", e.getMessage());
            }
        }
        return false;
    }

    private void probe() {
        try {
            registry.latest(probedSubject);
        } catch (SerializationException e) {
            // A refusal is an answer too.
            log.debug("the registry answers", e);
        }
    }

    private StreamThreadExceptionResponse stop(Throwable failure) {
        onFatal.accept(failure);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
}
