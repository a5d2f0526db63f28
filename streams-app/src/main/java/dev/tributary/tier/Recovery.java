package dev.tributary.tier;

import dev.tributary.avro.SchemaRegistry;
import dev.tributary.avro.SchemaRegistryUnavailableException;
import dev.tributary.failure.Causes;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of a stream thread that failed. After an outage (registry or broker away, a broker that failed at a request, or this
 * process silent for so long that the broker ended its transaction, which Streams does not take for being fenced) the work goes on in a new thread
 * from the last commit, and so it does for a task that cannot be opened twice. Anything else would fail again in the same way:
 * the tier stops and says why.
 */
final class Recovery implements StreamsUncaughtExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final String tier;
    private final SchemaRegistry registry;
    private final String probedSubject;
    private final BrokerNames brokers;
    private final Predicate<Duration> pause;
    private final Consumer<Throwable> onFatal;

    /**
     * @param tier its name, for messages
     * @param probedSubject a subject, asked for to see whether the registry is back
     * @param brokers that a new thread connects to
     * @param pause waits for so long, and returns false if the tier is being closed and there is nothing to wait for
     * @param onFatal gets what the tier stops for
     */
    Recovery(
            String tier,
            SchemaRegistry registry,
            String probedSubject,
            BrokerNames brokers,
            Predicate<Duration> pause,
            Consumer<Throwable> onFatal) {
        this.tier = tier;
        this.registry = registry;
        this.probedSubject = probedSubject;
        this.brokers = brokers;
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
            return awaitRegistry() ? replaceThread(failure) : stop(failure);
        }
        Optional<TaskRevivedException> revived = Causes.find(failure, TaskRevivedException.class);
        if (revived.isPresent()) {
            log.warn("{}", revived.get().getMessage());
            return replaceThreadAfter(FIRST_PAUSE, failure);
        }
        Optional<RetriableException> retriable = Causes.find(failure, RetriableException.class);
        if (retriable.isPresent()) {
            log.warn(
                    "the broker {} for too long ({}): starting again from the last commit",
                    isSilence(retriable.get()) ? "could not be reached" : "could not do what it was asked",
                    retriable.get().toString());
            return replaceThreadAfter(LONGEST_PAUSE, failure);
        }
        if (Causes.find(failure, InvalidTxnStateException.class).isPresent()) {
            log.warn(
                    "the broker has ended a transaction of which it had heard nothing for too long, as after a pause or"
                            + " a break in the network: starting again from the last commit");
            return replaceThreadAfter(FIRST_PAUSE, failure);
        }
        if (isFailureOfBroker(failure)) {
            log.warn(
                    "the broker failed at a request, and its log says why ({}): starting again from the last commit",
                    Causes.describe(failure));
            return replaceThreadAfter(FIRST_PAUSE, failure);
        }
        log.error("the {} tier stops: {}", tier, Causes.describe(failure), failure);
        return stop(failure);
    }

    /**
     * Whether the broker answered that something unexpected has happened to it. Kafka 4.3 does so where a commit meets the end of the same
     * transaction for its time-out ({@code TransactionMetadata.prepareTransitionTo}). The producer passes on no more than the text.
     */
    private static boolean isFailureOfBroker(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownServerException
                    || String.valueOf(cause.getMessage()).endsWith(Errors.UNKNOWN_SERVER_ERROR.message())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSilence(RetriableException failure) {
        return failure instanceof TimeoutException
                || failure instanceof DisconnectException
                || failure instanceof NetworkException;
    }

    private StreamThreadExceptionResponse replaceThreadAfter(Duration length, Throwable failure) {
        return pause.test(length) ? replaceThread(failure) : stop(failure);
    }

    /** Waits until the new thread can make its clients: if it cannot, the exception leaves this handler, and no thread is left. */
    private StreamThreadExceptionResponse replaceThread(Throwable failure) {
        while (!brokers.resolve()) {
            log.warn("no name in bootstrap.servers can be resolved; waiting");
            if (!pause.test(LONGEST_PAUSE)) {
                return stop(failure);
            }
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
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
