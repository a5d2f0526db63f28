package dev.tributary.benchmarks.capture;

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Looks for new orders in the store of a sink again and again, and notes how long ago each was committed when it is there. */
final class ShownInSink {

    private static final long PAUSE_MILLIS = 5;

    private final ViewSink sink;
    private final long from;
    private final Set<Long> missing = ConcurrentHashMap.newKeySet();
    private final Histogram histogram = Freshness.histogram();
    private final Thread thread = new Thread(this::read, "read-sink");
    private volatile boolean stopped;
    private volatile @Nullable RuntimeException failure;

    private ShownInSink(ViewSink sink, long from) {
        this.sink = sink;
        this.from = from;
    }

    /** @param from changes that were committed before, in microseconds since the epoch, do not count */
    static ShownInSink measure(ViewSink sink, long from) {
        ShownInSink shown = new ShownInSink(sink, from);
        shown.thread.setDaemon(true);
        shown.thread.start();
        return shown;
    }

    /** An order that is to be looked for. */
    void isInserted(long id) {
        missing.add(id);
    }

    private void read() {
        try {
            while (!stopped) {
                Set<Long> orders = Set.copyOf(missing);
                if (!orders.isEmpty()) {
                    sink.committedAt(orders).forEach(this::isShown);
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void isShown(long id, long commit) {
        long now = Freshness.micros(Instant.now());
        missing.remove(id);
        if (commit >= from) {
            Freshness.note(histogram, now - commit);
        }
    }

    /** Whether every order was found. */
    boolean isComplete() {
        if (failure != null) {
            throw new IllegalStateException("the store of the sink cannot be read", failure);
        }
        return missing.isEmpty();
    }

    /** From commit until a reader has the row, in microseconds. */
    Histogram stop() throws InterruptedException {
        stopped = true;
        thread.join();
        return histogram;
    }
}
