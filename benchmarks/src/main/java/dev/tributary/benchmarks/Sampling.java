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
            while (!Thread.currentThread().isInterrupted()) {
                TimeUnit.MILLISECONDS.sleep(50);
                samples.add(run.sample());
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
