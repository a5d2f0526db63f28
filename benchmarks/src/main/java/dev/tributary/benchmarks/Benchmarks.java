package dev.tributary.benchmarks;

import dev.tributary.tools.ToolException;
import java.util.List;

/** All that there are, in the order in which they run. */
final class Benchmarks {

    private static final List<Benchmark> ALL = List.of(
            new Cost(),
            new Throughput(),
            new Latency(),
            new FanOut(),
            new Memory(),
            new Restore(),
            new Start(),
            new Scaling(),
            new Settings(),
            new Micro(),
            new Capture(),
            new Http(),
            new Sink(),
            new Recovery());

    private Benchmarks() {}

    static List<Benchmark> all() {
        return ALL;
    }

    static Benchmark named(String name) {
        return ALL.stream()
                .filter(benchmark -> benchmark.name().equals(name))
                .findFirst()
                .orElseThrow(() -> ToolException.usage("no benchmark '" + name + "'; there are "
                        + String.join(", ", ALL.stream().map(Benchmark::name).toList())));
    }
}
