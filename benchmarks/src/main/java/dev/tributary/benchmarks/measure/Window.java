package dev.tributary.benchmarks.measure;

import java.util.List;

/**
 * What happened between two points of progress; between two samples everything is taken to grow evenly.
 *
 * @param seconds it took
 * @param clientCpu microseconds
 * @param brokerCpu microseconds
 */
public record Window(double seconds, double clientCpu, double brokerCpu) {

    /** Of the progress from the first sample to the last, the part between two shares of it, such as 0.2 and 0.8. */
    public static Window of(List<Sample> samples, double from, double to) {
        Point begin = at(samples, from);
        Point end = at(samples, to);
        return new Window(
                (end.nanos - begin.nanos) / 1e9, end.clientCpu - begin.clientCpu, end.brokerCpu - begin.brokerCpu);
    }

    public static Window between(Sample from, Sample to) {
        return new Window(
                (to.nanos() - from.nanos()) / 1e9,
                to.clientCpu() - from.clientCpu(),
                to.brokerCpu() - from.brokerCpu());
    }

    private record Point(double nanos, double clientCpu, double brokerCpu) {}

    private static Point at(List<Sample> samples, double share) {
        Sample first = samples.getFirst();
        double wanted = first.progress() + share * (samples.getLast().progress() - first.progress());
        for (int i = 1; i < samples.size(); i++) {
            Sample after = samples.get(i);
            if (after.progress() >= wanted) {
                return between(samples.get(i - 1), after, wanted, first.nanos());
            }
        }
        return between(first, samples.getLast(), wanted, first.nanos());
    }

    private static Point between(Sample before, Sample after, double wanted, long origin) {
        double grown = after.progress() - before.progress();
        double share = grown == 0 ? 0 : (wanted - before.progress()) / grown;
        double start = before.nanos() - origin;
        return new Point(
                start + share * (after.nanos() - before.nanos()),
                before.clientCpu() + share * (after.clientCpu() - before.clientCpu()),
                before.brokerCpu() + share * (after.brokerCpu() - before.brokerCpu()));
    }
}
