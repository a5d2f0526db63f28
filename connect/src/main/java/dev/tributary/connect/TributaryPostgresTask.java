package dev.tributary.connect;

import io.debezium.connector.postgresql.PostgresConnectorTask;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Debezium's task, without the work that it does after each poll, dozens of times a second, whether or not something has
 * changed.
 *
 * <p>Connect commits a batch without records too, and tells the task of each commit. Debezium then reads the committed
 * offsets back from the topic of offsets and confirms the position to PostgreSQL. Here a poll that found nothing says so
 * with {@code null}, for which Connect commits nothing, and the position is confirmed once a second at most. The server may
 * keep the log of that second longer; the connector's heartbeat makes sure that another commit follows.
 *
 * <p>Used by the task's thread only, but for {@link #commit}, which a worker without exactly-once support calls from another.
 */
public class TributaryPostgresTask extends PostgresConnectorTask {

    private static final long CONFIRM_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private volatile long confirmedAt;

    /** Connect makes one by this. */
    public TributaryPostgresTask() {
        this(System::nanoTime);
    }

    TributaryPostgresTask(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.confirmedAt = nanoTime.getAsLong() - CONFIRM_EVERY_NANOS;
    }

    @Override
    public @Nullable List<SourceRecord> doPoll() throws InterruptedException {
        List<SourceRecord> records = super.doPoll();
        return records.isEmpty() ? null : records;
    }

    @Override
    public void commit() throws InterruptedException {
        long now = nanoTime.getAsLong();
        if (now - confirmedAt >= CONFIRM_EVERY_NANOS) {
            confirmedAt = now;
            super.commit();
        }
    }
}
