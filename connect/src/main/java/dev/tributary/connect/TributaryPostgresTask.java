package dev.tributary.connect;

import io.debezium.connector.postgresql.PostgresConnectorTask;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Debezium's task, which confirms the committed position to PostgreSQL once a second at most.
 *
 * <p>Connect tells the task of each commit, and there is one after each poll, dozens of times a second, whether or not something has
 * changed. For each, Debezium reads the committed offsets back from their topic. The next poll after that second confirms; the
 * server keeps the log of it for as much longer.
 */
public class TributaryPostgresTask extends PostgresConnectorTask {

    private static final long CONFIRM_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private long confirmedAt;

    /** Connect makes one by this. */
    public TributaryPostgresTask() {
        this(System::nanoTime);
    }

    TributaryPostgresTask(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.confirmedAt = nanoTime.getAsLong() - CONFIRM_EVERY_NANOS;
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
