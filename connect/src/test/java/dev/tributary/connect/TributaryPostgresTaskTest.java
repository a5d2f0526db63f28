package dev.tributary.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.config.Configuration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class TributaryPostgresTaskTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE);
    private final Task task = new Task(nanos);

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

    @Test
    void deliversAtOnceAfterAPauseAndThenOnceInAnInterval() throws InterruptedException {
        long start = nanos.get();
        task.readIntervals(
                Configuration.from(Map.of(TributaryPostgresTask.TRANSACTION_INTERVAL, "40", "max.batch.size", "3")));

        for (int i = 0; i < 26; i++) {
            task.brings(2);
            assertThat(task.doPoll()).hasSize(2);
        }
        assertThat(nanos.get() - start).isEqualTo(TimeUnit.MILLISECONDS.toNanos(25 * 40));

        nanos.addAndGet(TimeUnit.SECONDS.toNanos(10));
        long later = nanos.get();
        task.brings(1);
        assertThat(task.doPoll()).hasSize(1);
        assertThat(nanos.get()).isEqualTo(later);
    }

    @Test
    void doesNotWaitAfterAPollThatBringsNothingOrAWholeBatch() throws InterruptedException {
        long start = nanos.get();
        task.readIntervals(Configuration.from(Map.of("max.batch.size", "3")));

        for (int i = 0; i < 100; i++) {
            task.brings(i % 2 == 0 ? 0 : 3);
            task.doPoll();
        }

        assertThat(nanos.get()).isEqualTo(start);
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

        private final List<SourceRecord> next = new ArrayList<>();

        Task(AtomicLong nanos) {
            super(nanos::get, nanos::addAndGet);
        }

        void brings(int records) {
            next.clear();
            for (int i = 0; i < records; i++) {
                next.add(new SourceRecord(Map.of(), Map.of(), "topic", Schema.INT64_SCHEMA, 1L));
            }
        }

        @Override
        List<SourceRecord> pollNow() {
            return next;
        }

        boolean confirms() {
            return shouldPerformCommit.getAndSet(false);
        }
    }
}
