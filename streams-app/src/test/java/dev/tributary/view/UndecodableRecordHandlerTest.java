package dev.tributary.view;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler.Result;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UndecodableRecordHandlerTest {

    private final Logger logger = (Logger) org.slf4j.LoggerFactory.getLogger(UndecodableRecordHandler.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
        logged.start();
        logger.addAppender(logged);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(logged);
    }

    @Test
    void stopsAndNamesTheRecord() {
        assertThat(handle(ByteBuffer.allocate(8).putLong(7).array(), new SerializationException("no schema 4")))
                .isEqualTo(Result.FAIL);

        assertThat(message()).startsWith("cannot decode topic partition 3 offset 5 key 7: no schema 4.");
    }

    @Test
    void showsAnyKey() {
        handle(null, new SerializationException("x"));
        assertThat(message()).contains("key null:");
        handle(new byte[] {1, -1}, new SerializationException("x"));
        assertThat(message()).contains("key 0x01ff:");
        handle(new byte[32], new SerializationException("x"));
        assertThat(message()).contains("key 0x" + "00".repeat(32) + ":");
        handle(new byte[33], new SerializationException("x"));
        assertThat(message()).contains("key 0x" + "00".repeat(32) + "…:");
        handle("A-7 ß".getBytes(StandardCharsets.UTF_8), new SerializationException("x"));
        assertThat(message()).contains("key A-7 ß:");
        handle("x".repeat(65).getBytes(StandardCharsets.UTF_8), new SerializationException("x"));
        assertThat(message()).contains("key " + "x".repeat(64) + "…:");
        handle(new byte[0], new SerializationException("x"));
        assertThat(message()).contains("key 0x:");
    }

    /** The tier is started again, and reads the record then: nothing is wrong with it. */
    @Test
    void saysNothingOfTheRecordWhereTheRegistryIsAway() {
        assertThat(handle(new byte[8], new TimeoutException("the registry is away")))
                .isEqualTo(Result.FAIL);

        assertThat(logged.list).isEmpty();
    }

    private Result handle(byte @Nullable [] key, Exception failure) {
        ErrorHandlerContext unused = (ErrorHandlerContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ErrorHandlerContext.class}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
        return new UndecodableRecordHandler()
                .handleError(unused, new ConsumerRecord<>("topic", 3, 5, key, new byte[0]), failure)
                .result();
    }

    private String message() {
        return logged.list.getLast().getFormattedMessage();
    }
}
