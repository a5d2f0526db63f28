package dev.tributary.benchmarks;

import dev.tributary.benchmarks.contender.Contender;
import dev.tributary.benchmarks.run.ChangeReader;
import dev.tributary.benchmarks.run.Run;
import dev.tributary.benchmarks.run.ViewReader;
import dev.tributary.benchmarks.workload.Publisher;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Appends changes of orders at a fixed rate, and notes when each one can be read from the outputs of running contenders. The
 * clock of a change starts when it was due, not when the driver came to it.
 */
final class Probe {

    /** Whose latencies are those of the view. */
    static final String VIEW = "view";

    private static final Duration ARRIVAL = Duration.ofSeconds(100);

    private final Publisher publisher;
    private final Map<String, ChangeReader> readers = new LinkedHashMap<>();
    private final @Nullable ViewReader view;
    private final Random random = new Random(7);
    private final int firstOrder;
    private final int orders;

    /** @param firstOrder of {@code orders} that are changed, at random */
    Probe(String bootstrap, Publisher publisher, int firstOrder, int orders, Map<Contender, Run> runs) {
        this(bootstrap, publisher, firstOrder, orders, runs, null);
    }

    /** @param view that is asked for the changes too, or null */
    Probe(
            String bootstrap,
            Publisher publisher,
            int firstOrder,
            int orders,
            Map<Contender, Run> runs,
            @Nullable ViewReader view) {
        this.publisher = publisher;
        this.view = view;
        this.firstOrder = firstOrder;
        this.orders = orders;
        runs.forEach((contender, run) ->
                readers.put(contender.name(), ChangeReader.start(bootstrap, run.task(), contender.output())));
    }

    /** What the driver does beside the changes, at a moment of its choice. */
    interface Interlude {
        void run();
    }

    /**
     * The latencies in microseconds of each contender, of changes that were due after the warm-up.
     *
     * @param interlude called once, when the warm-up is over
     */
    Map<String, Histogram> measure(int rate, Duration warmUp, Duration measured, Interlude interlude)
            throws InterruptedException {
        int first = publisher.database().lastChange() + 1;
        int warm = Math.toIntExact(rate * warmUp.toSeconds());
        int count = warm + Math.toIntExact(rate * measured.toSeconds());
        long[] due = new long[count];
        long step = TimeUnit.SECONDS.toNanos(1) / rate;
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            if (i == warm) {
                interlude.run();
            }
            due[i] = start + i * step;
            long wait = due[i] - System.nanoTime();
            if (wait > 0) {
                TimeUnit.NANOSECONDS.sleep(wait);
            }
            int order = firstOrder + random.nextInt(orders);
            publisher.database().putOrder(order, publisher.database().references(order));
            if (view != null) {
                view.due(publisher.database().lastChange(), order);
            }
        }
        publisher.flush();
        int last = publisher.database().lastChange();
        Map<String, Histogram> latencies = new LinkedHashMap<>();
        for (Map.Entry<String, ChangeReader> reader : readers.entrySet()) {
            reader.getValue().await(last, ARRIVAL);
            Histogram histogram = new Histogram(TimeUnit.MINUTES.toMicros(10), 3);
            for (int i = warm; i < count; i++) {
                reader.getValue().seenAt(first + i).ifPresent(new Arrival(due[i], histogram)::record);
            }
            latencies.put(reader.getKey(), histogram);
        }
        if (view != null) {
            view.await(ARRIVAL);
            Histogram histogram = new Histogram(TimeUnit.MINUTES.toMicros(10), 3);
            for (int i = warm; i < count; i++) {
                view.seenAt(first + i).ifPresent(new Arrival(due[i], histogram)::record);
            }
            latencies.put(VIEW, histogram);
        }
        return latencies;
    }

    private record Arrival(long due, Histogram histogram) {
        void record(long seen) {
            histogram.recordValue(Math.max(0, TimeUnit.NANOSECONDS.toMicros(seen - due)));
        }
    }

    /** Of one contender. */
    ChangeReader reader(String contender) {
        ChangeReader reader = readers.get(contender);
        if (reader == null) {
            throw new IllegalArgumentException(contender);
        }
        return reader;
    }

    void close() throws InterruptedException {
        for (ChangeReader reader : List.copyOf(readers.values())) {
            reader.close();
        }
    }
}
