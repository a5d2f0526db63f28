package dev.tributary.connect;

import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnectorTask;
import io.debezium.connector.postgresql.PostgresOffsetContext;
import io.debezium.connector.postgresql.PostgresPartition;
import io.debezium.pipeline.ChangeEventSourceCoordinator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Debezium's task, with fewer transactions and fewer confirmations.
 *
 * <p>What a poll brings is a transaction, and costs as one, however little it is. Polls that bring something are
 * {@value #TRANSACTION_INTERVAL} apart on average; what comes after a pause is delivered at once. A poll that brings a whole batch is not
 * waited for: then it is the number of events that costs.
 *
 * <p>Connect tells the task of each commit, and there is one after each poll, dozens of times a second, whether or not something has
 * changed. For each, Debezium reads the committed offsets back from their topic. Here a position is confirmed to PostgreSQL once a second
 * at most, with the next poll; the server keeps the log of it for as much longer.
 */
public class TributaryPostgresTask extends PostgresConnectorTask {

    /** Of the connector's configuration. */
    public static final String TRANSACTION_INTERVAL = "transaction.interval.ms";

    private static final int DEFAULT_TRANSACTION_INTERVAL = 60;
    private static final String MAX_BATCH_SIZE = "max.batch.size";

    private static final long CONFIRM_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private final LongConsumer sleep;
    private long confirmedAt;
    private long intervalNanos;
    private int wholeBatch = Integer.MAX_VALUE;
    private long nextPollAt;

    /** Connect makes one by this. */
    public TributaryPostgresTask() {
        this(System::nanoTime, LockSupport::parkNanos);
    }

    TributaryPostgresTask(LongSupplier nanoTime, LongConsumer sleep) {
        this.nanoTime = nanoTime;
        this.sleep = sleep;
        this.confirmedAt = nanoTime.getAsLong() - CONFIRM_EVERY_NANOS;
        this.nextPollAt = nanoTime.getAsLong();
    }

    @Override
    public ChangeEventSourceCoordinator<PostgresPartition, PostgresOffsetContext> start(Configuration config) {
        readIntervals(config);
        return super.start(config);
    }

    final void readIntervals(Configuration config) {
        intervalNanos =
                TimeUnit.MILLISECONDS.toNanos(config.getInteger(TRANSACTION_INTERVAL, DEFAULT_TRANSACTION_INTERVAL));
        wholeBatch = config.getInteger(MAX_BATCH_SIZE, Integer.MAX_VALUE);
    }

    @Override
    public List<SourceRecord> doPoll() throws InterruptedException {
        long wait = nextPollAt - nanoTime.getAsLong();
        if (wait > 0) {
            sleep.accept(wait);
        }
        List<SourceRecord> records = pollNow();
        if (!records.isEmpty() && records.size() < wholeBatch) {
            long now = nanoTime.getAsLong();
            // By a difference: the clock may overflow.
            nextPollAt = now - nextPollAt > intervalNanos ? now : nextPollAt + intervalNanos;
        }
        return records;
    }

    List<SourceRecord> pollNow() throws InterruptedException {
        return super.doPoll();
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
