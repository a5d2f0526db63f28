package dev.tributary.benchmarks;

import dev.tributary.benchmarks.contender.Tributary;
import dev.tributary.benchmarks.measure.Sample;
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
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What a setting costs and what it brings: CPU at a steady rate and with as much to do as can be, against latency. */
final class Settings implements Benchmark {

    private static final int RATE = 2_000;
    private static final int PARTITIONS = 4;
    /** Debezium writes what has come together since its last poll, too, and not each change by itself. */
    private static final int LINGER_MILLIS = 5;

    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final Duration SETTLED = Duration.ofMinutes(5);

    @Override
    public String name() {
        return "settings";
    }

    @Override
    public String question() {
        return "What do the application's settings cost, and what do they bring?";
    }

    @Override
    public void run(Session session) throws Exception {
        int orders = session.choices().orders(300_000).getFirst();
        Duration measured = Duration.ofSeconds(session.choices().seconds(30));
        session.results().parameter("steady changes per second", RATE);
        session.results().parameter("orders when saturated", orders);
        List<Tributary> variants =
                new ArrayList<>(Variants.all(session.choices().contenders()));
        for (int round = 1; round <= session.choices().rounds(2); round++) {
            for (Tributary variant : variants) {
                session.progress("settings, round " + round + ": " + variant.name());
                Row row = Row.of("variant", variant.name()).with("round", round);
                try {
                    steady(session, variant, measured, row);
                    Row saturated = new SaturatedRun(
                                    session.servers(),
                                    variant,
                                    session.choices().runOptions())
                            .behindGate(Workload.STEADY, Size.of(orders), PARTITIONS, Row.of("variant", ""));
                    session.found(row.with("saturatedCpu", saturated.number("cpu"))
                            .with("saturatedRate", saturated.number("rate"))
                            .with("verdict", saturated.text("verdict")));
                } catch (ToolException e) {
                    session.note("  " + variant.name() + " failed: " + e.getMessage());
                }
            }
            Collections.reverse(variants);
        }
    }

    private static void steady(Session session, Tributary variant, Duration measured, Row row)
            throws IOException, InterruptedException {
        RunOptions options = session.choices().runOptions();
        Size size = Size.of(20_000);
        try (Inputs inputs = Inputs.complete(session.servers(), Workload.INITIAL_LOAD, size, PARTITIONS);
                Run run = Run.start(session.servers(), variant, inputs.topics(), PARTITIONS, options)) {
            Verdict verdict = run.watch(inputs.after(), SETTLED).verdict();
            if (!verdict.isRight()) {
                throw ToolException.failed(variant.name() + " before the measurement: " + verdict);
            }
            inputs.publisher().goLive(session.servers().bootstrap(), LINGER_MILLIS);
            Probe probe = new Probe(
                    session.servers().bootstrap(), inputs.publisher(), 1, size.orders(), Map.of(variant, run));
            List<Sample> begin = new ArrayList<>();
            Percentiles.into(
                    row,
                    probe.measure(RATE, WARM_UP, measured, () -> begin.add(run.sample()))
                            .values()
                            .iterator()
                            .next());
            Sample end = run.sample();
            double changes = (double) RATE * measured.toSeconds();
            row.with("steadyClientCpu", (end.clientCpu() - begin.getFirst().clientCpu()) / changes)
                    .with("steadyBrokerCpu", (end.brokerCpu() - begin.getFirst().brokerCpu()) / changes);
            probe.close();
        }
    }

    @Override
    public List<Exhibit> exhibits(Results results) {
        List<List<String>> lines = new ArrayList<>();
        List<Exhibit.Line> points = new ArrayList<>();
        List<Exhibit.Point> commits = new ArrayList<>();
        for (String variant : Summaries.distinct(results.rows(), "variant")) {
            List<Row> rows = Summaries.where(results.rows(), "variant", variant);
            double steady = Summaries.median(rows, "steadyClientCpu") + Summaries.median(rows, "steadyBrokerCpu");
            lines.add(List.of(
                    variant,
                    Figures.show(Summaries.median(rows, "p50")),
                    Figures.show(Summaries.median(rows, "p99")),
                    Figures.show(Summaries.median(rows, "steadyClientCpu")),
                    Figures.show(Summaries.median(rows, "steadyBrokerCpu")),
                    Figures.show(Summaries.median(rows, "saturatedCpu")),
                    Figures.count(Summaries.median(rows, "saturatedRate")),
                    rows.getLast().text("verdict")));
            if (variant.startsWith("commit") || variant.equals("shipped")) {
                commits.add(new Exhibit.Point(Summaries.median(rows, "p50"), steady));
            }
        }
        commits.sort(Comparator.comparingDouble(Exhibit.Point::x));
        points.add(new Exhibit.Line("commit.interval.ms from 50 to 1,000", commits));
        return List.of(
                new Exhibit.Table(
                        "At " + RATE + " changes a second, and with as much to do as can be",
                        List.of(
                                "setting",
                                "p50 ms",
                                "p99 ms",
                                "client µs/change",
                                "broker µs/change",
                                "saturated µs/order",
                                "saturated orders/s",
                                "result"),
                        lines),
                new Exhibit.Lines(
                        "settings-commit-interval",
                        "What a shorter commit interval costs, at " + RATE + " changes a second",
                        new Exhibit.Axis("latency p50, milliseconds", false),
                        new Exhibit.Axis("CPU of client and broker, µs a change", false),
                        points));
    }
}
