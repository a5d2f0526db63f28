package dev.tributary.benchmarks;

import dev.tributary.benchmarks.measure.Sample;
import dev.tributary.benchmarks.run.Run;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Looks at a run every 50 ms, beside whatever else the driver does. */
final class Sampling implements AutoCloseable {

    private final Run run;
    private final List<Sample> samples = new CopyOnWriteArrayList<>();
    private volatile boolean closed;
    private final Thread thread = new Thread(this::watch, "samples");

    Sampling(Run run) {
        this.run = run;
    }

    void begin() {
        samples.add(run.sample());
        thread.setDaemon(true);
        thread.start();
    }

    List<Sample> samples() {
        return List.copyOf(samples);
    }

    private void watch() {
        try {
            while (!closed) {
                TimeUnit.MILLISECONDS.sleep(50);
                samples.add(run.sample());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
