package dev.tributary.benchmarks;

import dev.tributary.benchmarks.contender.Contender;
import dev.tributary.benchmarks.contender.Output;
import dev.tributary.benchmarks.measure.Window;
import dev.tributary.benchmarks.report.Row;
import dev.tributary.benchmarks.run.Inputs;
import dev.tributary.benchmarks.run.Outcome;
import dev.tributary.benchmarks.run.Run;
import dev.tributary.benchmarks.run.RunOptions;
import dev.tributary.benchmarks.run.Servers;
import dev.tributary.benchmarks.run.Verdict;
import dev.tributary.benchmarks.workload.Scenario;
import dev.tributary.benchmarks.workload.Workload.Size;
import dev.tributary.tools.ToolException;
import java.io.IOException;
import java.time.Duration;

/** One contender with all of its input waiting for it: what it costs when it has as much to do as it can. */
record SaturatedRun(Servers servers, Contender contender, RunOptions options) {

    private static final double SHARE = 0.6;
    private static final Duration DEADLINE = Duration.ofMinutes(15);

    /** From the start of the process. */
    Row on(Inputs inputs, int partitions, Row row) throws IOException, InterruptedException {
        try (Run run = Run.start(servers, contender, inputs.topics(), partitions, options)) {
            Outcome outcome = run.watch(inputs.after(), DEADLINE);
            boolean copied = contender.output() == Output.COPIED;
            return describe(outcome, copied ? inputs.after().orders().count() : inputs.results(), row);
        }
    }

    /** From when it has done with what was there before, and finds all the rest at once. */
    Row behindGate(Scenario scenario, Size size, int partitions, Row row) throws IOException, InterruptedException {
        try (Inputs inputs = Inputs.heldBack(servers, scenario, size, partitions);
                Run run = Run.start(servers, contender, inputs.topics(), partitions, options)) {
            run.awaitReady();
            Verdict before = run.watch(inputs.before(), DEADLINE).verdict();
            if (!before.isRight()) {
                throw ToolException.failed(contender.name() + " before the measurement: " + before);
            }
            // What is joined may be read long after the first look at an output that has nothing in it yet.
            run.awaitIdle();
            inputs.open();
            return describe(run.watch(inputs.after(), DEADLINE), inputs.results(), row);
        }
    }

    private static Row describe(Outcome outcome, long units, Row row) {
        row.with("verdict", outcome.verdict().toString())
                .with("right", outcome.verdict().isRight())
                .with("units", units)
                .with("written", outcome.verdict().records());
        if (!outcome.hasProgress()) {
            return row;
        }
        Window window = outcome.window();
        Window whole = outcome.whole();
        double part = SHARE * units;
        return row.with("cpu", (window.clientCpu() + window.brokerCpu()) / part)
                .with("clientCpu", window.clientCpu() / part)
                .with("brokerCpu", window.brokerCpu() / part)
                .with("rate", part / window.seconds())
                .with("wholeSeconds", whole.seconds())
                .with("wholeClientCpu", whole.clientCpu() / units)
                .with("wholeBrokerCpu", whole.brokerCpu() / units);
    }
}
