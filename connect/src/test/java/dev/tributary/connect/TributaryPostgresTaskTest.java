package dev.tributary.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.connect.source.SourceConnector;
import org.junit.jupiter.api.Test;

class TributaryPostgresTaskTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE);
    private final Task task = new Task(nanos::get);

    @Test
    void confirmsThePositionOnceASecondHoweverOftenConnectCommits() throws InterruptedException {
        task.commit();
        assertThat(task.confirms()).isTrue();

        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(999));
        task.commit();
        assertThat(task.confirms()).isFalse();

        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        task.commit();
        assertThat(task.confirms()).isTrue();
    }

    /** A worker that looks for plugins by their service files alone finds no other connector. */
    @Test
    void isTheTaskOfTheConnectorThatTheWorkerFinds() {
        assertThat(ServiceLoader.load(SourceConnector.class).stream().map(ServiceLoader.Provider::type))
                .contains(TributaryPostgresConnector.class);
        assertThat(new TributaryPostgresConnector().taskClass()).isEqualTo(TributaryPostgresTask.class);
    }

    /** Debezium confirms with the next poll, if this flag is set. */
    private static final class Task extends TributaryPostgresTask {

        Task(LongSupplier nanoTime) {
            super(nanoTime);
        }

        boolean confirms() {
            return shouldPerformCommit.getAndSet(false);
        }
    }
}
