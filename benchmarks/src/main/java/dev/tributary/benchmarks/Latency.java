package dev.tributary.benchmarks;

import dev.tributary.benchmarks.contender.Contender;
import dev.tributary.benchmarks.contender.Contenders;
import dev.tributary.benchmarks.report.Exhibit;
import dev.tributary.benchmarks.report.Figures;
import dev.tributary.benchmarks.report.Results;
import dev.tributary.benchmarks.report.Row;
import dev.tributary.benchmarks.run.Inputs;
import dev.tributary.benchmarks.run.Run;
import dev.tributary.benchmarks.run.RunOptions;
import dev.tributary.benchmarks.run.Verdict;
import dev.tributary.benchmarks.workload.Workload;
import dev.tributary.benchmarks.workload.Workload.Size;
import dev.tributary.tools.ToolException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** From the append of a change to its result in the hands of a consumer, beside a pass-through in the same seconds. */
final class Latency implements Benchmark {

    private static final int RATE = 200;
    private static final int COMMIT_MILLIS = 20;
    private static final int PARTITIONS = 4;
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration SETTLED = Duration.ofMinutes(10);

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public String question() {
        return "How long does a change take from its append until a consumer has its result?";
    }

    @Override
    public void run(Session session) throws Exception {
        int orders = session.choices().orders(100_000).getFirst();
        Duration measured = Duration.ofSeconds(session.choices().seconds(60));
        session.results().parameter("changes per second", RATE);
        session.results().parameter("orders there before", orders);
        session.results().parameter("seconds", measured.toSeconds());
        int rounds = session.choices().rounds(3);
        for (int round = 1; round <= rounds; round++) {
            for (Contender contender :
                    session.contenders("tributary", "dsl-join", "dsl-join-default", "flink-at-least-once", "flink")) {
                session.progress("latency, round " + round + ": " + contender.name());
                try {
                    measure(session, contender, Size.of(orders), measured, round);
                } catch (ToolException e) {
                    session.note("  " + contender.name() + " failed: " + e.getMessage());
                }
            }
        }
    }

    private static void measure(Session session, Contender contender, Size size, Duration measured, int round)
            throws IOException, InterruptedException {
        RunOptions options = session.choices().runOptions().withCommitMillis(COMMIT_MILLIS);
        Contender beside = Contenders.PASS_THROUGH_TRANSACTIONAL;
        try (Inputs inputs = Inputs.complete(session.servers(), Workload.INITIAL_LOAD, size, PARTITIONS);
                Run run = Run.start(session.servers(), contender, inputs.topics(), PARTITIONS, options);
                Run passThrough = Run.start(session.servers(), beside, inputs.topics(), PARTITIONS, options)) {
            settle(contender, run, inputs);
            settle(beside, passThrough, inputs);
            inputs.publisher().goLive(session.servers().bootstrap(), 0);
            Map<Contender, Run> both = new LinkedHashMap<>();
            both.put(contender, run);
            both.put(beside, passThrough);
            Probe probe = new Probe(session.servers().bootstrap(), inputs.publisher(), 1, size.orders(), both);
            Map<String, Histogram> latencies = probe.measure(RATE, WARM_UP, measured, () -> {});
            probe.close();
            Verdict verdict = run.watch(inputs.publisher().expected(), Duration.ofMinutes(3))
                    .verdict();
            latencies.forEach((name, histogram) -> session.found(Percentiles.into(
                    Row.of("contender", name)
                            .with("beside", name.equals(contender.name()) ? beside.name() : contender.name())
                            .with("round", round)
                            .with("verdict", name.equals(contender.name()) ? verdict.toString() : ""),
                    histogram)));
        }
    }

    private static void settle(Contender contender, Run run, Inputs inputs) throws InterruptedException {
        Verdict verdict = run.watch(inputs.after(), SETTLED).verdict();
        if (!verdict.isRight()) {
            throw ToolException.failed(contender.name() + " before the measurement: " + verdict);
        }
    }

    @Override
    public List<Exhibit> exhibits(Results results) {
        List<List<String>> lines = new ArrayList<>();
        List<Exhibit.Bar> bars = new ArrayList<>();
        for (String contender : Summaries.distinct(results.rows(), "contender")) {
            List<Row> all = Summaries.where(results.rows(), "contender", contender);
            for (String beside : Summaries.distinct(all, "beside")) {
                List<Row> rows = Summaries.where(all, "beside", beside);
                boolean isPassThrough = contender.equals(Contenders.PASS_THROUGH_TRANSACTIONAL.name());
                String label = isPassThrough ? contender + " beside " + beside : contender;
                lines.add(List.of(
                        label,
                        Figures.show(Summaries.median(rows, "p50")),
                        Figures.show(Summaries.median(rows, "p90")),
                        Figures.show(Summaries.median(rows, "p99")),
                        Figures.show(Summaries.least(rows, "p99")) + " – " + Figures.show(Summaries.most(rows, "p99")),
                        Figures.show(Summaries.most(rows, "max")),
                        Integer.toString(rows.size()),
                        isPassThrough ? "" : rows.getLast().text("verdict")));
                double median = Summaries.median(rows, "p50");
                if (!Double.isNaN(median)) {
                    bars.add(new Exhibit.Bar(
                            isPassThrough ? "… pass-through beside it" : label,
                            List.of(median, Summaries.median(rows, "p99") - median)));
                }
            }
        }
        return List.of(
                new Exhibit.Table(
                        "From append to visible, milliseconds, median of the rounds",
                        List.of("contender", "p50", "p90", "p99", "p99 least – most", "max", "rounds", "result"),
                        lines),
                new Exhibit.Bars(
                        "latency",
                        "From append to visible at " + RATE + " changes a second",
                        "milliseconds: the median, and from there to the 99th percentile",
                        List.of("p50", "to p99"),
                        bars));
    }
}
