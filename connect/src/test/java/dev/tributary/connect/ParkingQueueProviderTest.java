package dev.tributary.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.connector.base.ChangeEventQueue;
import io.debezium.connector.base.QueueProvider;
import io.debezium.pipeline.Sizeable;
import io.debezium.util.LoggingContext;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ParkingQueueProviderTest {

    private static final Sizeable EVENT = () -> 1L;
    private static final int POLLS = 30;

    private final AtomicInteger pauses = new AtomicInteger();
    private long now = 1_000;
    private final ParkingQueueProvider<Sizeable> queue = new ParkingQueueProvider<>(() -> now, pauses::incrementAndGet);

    @BeforeEach
    void configure() {
        queue.configure(Map.of("max.queue.size", "16"));
    }

    @Test
    void pausesWhereItIsAskedAgainAndAgainAndHasNothing() {
        ask(3);
        assertThat(pauses).hasValue(0);

        ask(1);
        assertThat(pauses).hasValue(1);

        now++;
        ask(3);
        assertThat(pauses).hasValue(1);
    }

    /** The thread that reads the log asks before each event whether there is room. */
    @Test
    void doesNotAddUpTheQuestionsOfTwoThreads() throws InterruptedException {
        ask(3);
        Thread other = new Thread(() -> ask(3));
        other.start();
        other.join();
        ask(3);

        assertThat(pauses).hasValue(0);
    }

    private void ask(int times) {
        for (int i = 0; i < times; i++) {
            queue.size();
        }
    }

    @Test
    void neverPausesWithEvents() throws InterruptedException {
        queue.enqueue(EVENT);
        for (int i = 0; i < 100; i++) {
            assertThat(queue.size()).isEqualTo(1);
        }

        assertThat(pauses).hasValue(0);
        assertThat(queue.poll()).isSameAs(EVENT);
        assertThat(queue.size()).isZero();
    }

    /** Those that spin for their last millisecond ask thousands of times; some end just before it. */
    @Test
    void pollsOfDebeziumsAskAFewTimes() throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        ParkingQueueProvider<Sizeable> real = new ParkingQueueProvider<>(
                () -> {
                    asked.incrementAndGet();
                    return System.currentTimeMillis();
                },
                ParkingQueueProvider::park);
        real.configure(Map.of("max.queue.size", "16"));
        ChangeEventQueue<Sizeable> events = new ChangeEventQueue.Builder<Sizeable>()
                .pollInterval(Duration.ofMillis(10))
                .pollDispatchInterval(Duration.ZERO)
                .maxBatchSize(8)
                .maxQueueSize(16)
                .loggingContextSupplier(() -> LoggingContext.forConnector("test", "test", "test"))
                .queueProvider(real)
                .build();

        for (int i = 0; i < POLLS; i++) {
            assertThat(events.poll()).isEmpty();
        }

        assertThat(asked).hasValueLessThan(20 * POLLS);
    }

    @Test
    void isFoundByDebezium() {
        assertThat(ServiceLoader.load(QueueProvider.class))
                .anySatisfy(provider -> assertThat(provider.name()).isEqualTo("parking"));
    }
}
