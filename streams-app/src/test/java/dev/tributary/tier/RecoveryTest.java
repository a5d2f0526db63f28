package dev.tributary.tier;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tributary.avro.RegisteredSchema;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.enrich.InMemorySchemaRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RecoveryTest {

    /** Nobody listens there. */
    private final SchemaRegistry away =
            SchemaRegistry.fromConfig(Map.of("schema.registry.url", "http://127.0.0.1:1", "max.retries", "0"));

    private final List<Throwable> fatal = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();

    private final Logger logger = (Logger) LoggerFactory.getLogger(Recovery.class);
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    @BeforeEach
    void listen() {
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void close() {
        logger.detachAppender(appender);
        away.close();
    }

    @Test
    void stopsForAFailureThatWouldComeAgain() {
        StreamsException failure = new StreamsException(new IllegalStateException("no key"));

        assertThat(recovery(new Returning(0), 10).handle(failure)).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(fatal).containsExactly(failure);
        assertThat(pauses).isEmpty();
    }

    @Test
    void startsAgainWhenTheBrokerWasAway() {
        StreamsException failure = new StreamsException(new TimeoutException("no broker"));

        assertThat(recovery(new Returning(0), 10).handle(failure)).isEqualTo(REPLACE_THREAD);
        assertThat(pauses).hasSize(1);
        assertThat(fatal).isEmpty();
    }

    /** Paused or cut off for longer than {@code transaction.timeout.ms}: found by chaos, which saw applications end of it. */
    @Test
    void startsAgainWhenTheBrokerHasEndedItsTransaction() {
        StreamsException failure = new StreamsException(new InvalidTxnStateException("not in a transaction"));

        assertThat(recovery(new Returning(0), 10).handle(failure)).isEqualTo(REPLACE_THREAD);
        assertThat(pauses).hasSize(1);
        assertThat(fatal).isEmpty();
    }

    /** A commit that met the end of its transaction for a time-out, as the broker was killed and came back: an application ended of it. */
    @Test
    void startsAgainWhenTheBrokerFailedAtARequest() {
        KafkaException unhandled =
                new KafkaException("Unhandled error in EndTxnResponse: " + Errors.UNKNOWN_SERVER_ERROR.message());

        assertThat(recovery(new Returning(0), 10).handle(new StreamsException("cannot commit", unhandled)))
                .isEqualTo(REPLACE_THREAD);
        assertThat(recovery(new Returning(0), 10).handle(new StreamsException(new UnknownServerException())))
                .isEqualTo(REPLACE_THREAD);
        assertThat(pauses).hasSize(2);
        assertThat(fatal).isEmpty();
        assertThat(logged()).allMatch(line -> line.contains("the broker failed at a request"));
    }

    @Test
    void startsAgainSoonWhenATaskCannotBeOpenedTwice() {
        StreamsException failure = new StreamsException(new TaskRevivedException(new TaskId(0, 3)));

        assertThat(recovery(new Returning(0), 10).handle(failure)).isEqualTo(REPLACE_THREAD);
        assertThat(pauses).containsExactly(Duration.ofMillis(500));
        assertThat(logged()).singleElement().asString().contains("task 0_3").doesNotContain("broker");
    }

    @Test
    void saysWhetherTheBrokerWasSilentOrRefused() {
        recovery(new Returning(0), 10).handle(new StreamsException(new TimeoutException("no answer")));
        recovery(new Returning(0), 10).handle(new StreamsException(new NotEnoughReplicasException("2 of 3")));

        assertThat(logged()).hasSize(2);
        assertThat(logged().getFirst()).contains("could not be reached").contains("TimeoutException: no answer");
        assertThat(logged().getLast()).contains("could not do").contains("NotEnoughReplicasException: 2 of 3");
    }

    /** The name of a container that is stopped is no name. A new thread could not make its clients. */
    @Test
    void startsNoThreadWhileNoBrokersNameResolves() {
        BrokerNames stopped = new BrokerNames(List.of("stopped.invalid:9092"));
        StreamsException failure = new StreamsException(new TimeoutException("no broker"));

        assertThat(recovery(new Returning(0), stopped, 3).handle(failure)).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(pauses).hasSize(4);
        assertThat(fatal).containsExactly(failure);
    }

    @Test
    void waitsLongerAndLongerUntilTheRegistryIsBack() {
        assertThat(recovery(new Returning(3), 10).handle(registryFailure())).isEqualTo(REPLACE_THREAD);
        assertThat(pauses)
                .containsExactly(
                        Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
        assertThat(fatal).isEmpty();
    }

    @Test
    void stopsWaitingWhenTheTierIsClosed() {
        assertThat(recovery(new Returning(100), 5).handle(registryFailure())).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(pauses).hasSize(6);
    }

    private Recovery recovery(SchemaRegistry registry, int pausesUntilClosed) {
        return recovery(registry, new BrokerNames(List.of("127.0.0.1:9092")), pausesUntilClosed);
    }

    private Recovery recovery(SchemaRegistry registry, BrokerNames brokers, int pausesUntilClosed) {
        return new Recovery(
                "enrich",
                registry,
                "enriched-orders-value",
                brokers,
                length -> {
                    pauses.add(length);
                    return pauses.size() <= pausesUntilClosed;
                },
                fatal::add);
    }

    private List<String> logged() {
        return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private StreamsException registryFailure() {
        return new StreamsException(catchThrowable(() -> away.schemaById(1)));
    }

    /** Away for the first calls, then back. */
    private final class Returning extends InMemorySchemaRegistry {
        private int callsAway;

        Returning(int callsAway) {
            this.callsAway = callsAway;
        }

        @Override
        public RegisteredSchema latest(String subject) {
            if (callsAway-- > 0) {
                return away.latest(subject);
            }
            return new RegisteredSchema(subject, 1, 1, Schema.create(Schema.Type.LONG));
        }
    }
}
