package dev.tributary.benchmarks.run;

import dev.tributary.benchmarks.measure.Sample;
import dev.tributary.benchmarks.measure.Window;
import java.util.List;

/**
 * How a run went.
 *
 * @param samples from the first look to the one at which the output had grown for the last time
 */
public record Outcome(List<Sample> samples, Verdict verdict) {

    static Outcome of(List<Sample> samples, Verdict verdict) {
        long end = samples.getLast().progress();
        int last = 0;
        while (samples.get(last).progress() != end) {
            last++;
        }
        return new Outcome(List.copyOf(samples.subList(0, last + 1)), verdict);
    }

    public boolean hasProgress() {
        return samples.getFirst().progress() != samples.getLast().progress();
    }

    /** Between 20 and 80 % of what was written. */
    public Window window() {
        return Window.of(samples, 0.2, 0.8);
    }

    public Window whole() {
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        return new Window(
                (last.nanos() - first.nanos()) / 1e9,
                last.clientCpu() - first.clientCpu(),
                last.brokerCpu() - first.brokerCpu());
    }
}
