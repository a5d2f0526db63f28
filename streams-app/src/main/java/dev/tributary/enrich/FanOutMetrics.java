package dev.tributary.enrich;

import dev.tributary.metrics.AppMetrics;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many joined rows have a change that has not reached all results yet, and how many results remain: over all partitions of this
 * process, each of which has a {@link Progress} of its own. Read by any thread.
 */
public final class FanOutMetrics {

    /** One partition's part: written by its stream thread, read by others, each number by itself. */
    static final class Progress {
        private volatile int changedRows;
        private volatile long resultsLeft;
        private volatile long oldestStartedNanos;
        private final LongSupplier rowsToRewrite;

        private Progress(LongSupplier rowsToRewrite) {
            this.rowsToRewrite = rowsToRewrite;
        }

        void publish(FanOuts fanOuts) {
            if (!fanOuts.isEmpty()) {
                oldestStartedNanos = fanOuts.oldestStartedNanos();
                changedRows = fanOuts.size();
                resultsLeft = fanOuts.resultsLeft();
            } else if (changedRows != 0) {
                changedRows = 0;
                resultsLeft = 0;
            }
        }
    }

    private final Set<Progress> partitions = ConcurrentHashMap.newKeySet();

    /** Makes what is known known to {@code metrics} too. */
    public FanOutMetrics(AppMetrics metrics) {
        metrics.gauge(
                "fan-out",
                "changed-rows",
                "Joined rows whose change has not reached all results that have them, counted once in each partition",
                this::changedRows);
        metrics.gauge(
                "fan-out",
                "results-remaining",
                "Results that are still to be looked at, and written if they need it",
                this::resultsRemaining);
        metrics.gauge("fan-out", "oldest-ms", "Age of the oldest of these changes, or 0", this::oldestMillis);
        metrics.gauge(
                "fan-out",
                "results-to-rewrite",
                "Results that are still as another definition of the view wrote them",
                this::rowsToRewrite);
    }

    /** @param rowsToRewrite asked by any thread until {@link #end} */
    Progress begin(LongSupplier rowsToRewrite) {
        Progress progress = new Progress(rowsToRewrite);
        partitions.add(progress);
        return progress;
    }

    void end(Progress progress) {
        partitions.remove(progress);
    }

    public long changedRows() {
        return partitions.stream().mapToLong(partition -> partition.changedRows).sum();
    }

    /** Results of this process that are still as another definition of the view wrote them. */
    public long rowsToRewrite() {
        return partitions.stream()
                .mapToLong(partition -> partition.rowsToRewrite.getAsLong())
                .sum();
    }

    public long resultsRemaining() {
        return partitions.stream().mapToLong(partition -> partition.resultsLeft).sum();
    }

    /** Since the change arrived here, or since this process found it unfinished at its start; 0 if there is none. */
    public long oldestMillis() {
        long now = System.nanoTime();
        long nanos = partitions.stream()
                .filter(partition -> partition.changedRows > 0)
                .mapToLong(partition -> now - partition.oldestStartedNanos)
                .max()
                .orElse(0);
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
