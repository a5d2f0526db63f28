package dev.tributary.benchmarks;

import dev.tributary.benchmarks.contender.Contender;
import dev.tributary.benchmarks.measure.Sample;
import dev.tributary.benchmarks.measure.Window;
import dev.tributary.benchmarks.report.Exhibit;
import dev.tributary.benchmarks.report.Figures;
import dev.tributary.benchmarks.report.Results;
import dev.tributary.benchmarks.report.Row;
import dev.tributary.benchmarks.run.Inputs;
import dev.tributary.benchmarks.run.Run;
import dev.tributary.benchmarks.run.RunOptions;
import dev.tributary.benchmarks.run.Verdict;
import dev.tributary.benchmarks.run.ViewReader;
import dev.tributary.benchmarks.workload.Database;
import dev.tributary.benchmarks.workload.ShopTables;
import dev.tributary.benchmarks.workload.Workload.Size;
import dev.tributary.tools.ToolException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** A user with many orders is renamed, while changes of other orders go on. */
final class FanOut implements Benchmark {

    private static final int RATE = 100;
    private static final int OTHERS = 20_000;
    private static final int USERS = 1_000;
    private static final int PARTITIONS = 4;
    private static final int COMMIT_MILLIS = 20;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration DEADLINE = Duration.ofMinutes(10);

    @Override
    public String name() {
        return "fan-out";
    }

    @Override
    public String question() {
        return "What does it cost, and whom does it hold up, when a user with many orders is renamed?";
    }

    @Override
    public void run(Session session) throws Exception {
        session.results().parameter("changes of other orders per second", RATE);
        for (int round = 1; round <= session.choices().rounds(3); round++) {
            for (int rows : session.choices().orders(1, 100, 10_000, 100_000, 1_000_000)) {
                for (Contender contender : session.contenders("tributary", "tributary-with-view", "dsl-join")) {
                    session.progress("fan-out, round " + round + ": " + contender.name() + ", " + rows + " orders");
                    Row row = Row.of("contender", contender.name())
                            .with("rows", rows)
                            .with("round", round);
                    try {
                        measure(session, contender, rows, row);
                    } catch (ToolException e) {
                        row.with("verdict", "failed");
                        session.note("  " + contender.name() + " failed: " + e.getMessage());
                    }
                    session.found(row);
                }
            }
        }
    }

    private static void measure(Session session, Contender contender, int rows, Row row)
            throws IOException, InterruptedException {
        RunOptions options = session.choices().runOptions().withCommitMillis(COMMIT_MILLIS);
        // Longer than the rename of a million orders may take, so that those who wait for it are seen waiting.
        Duration measured = Duration.ofSeconds(session.choices().seconds(rows >= 1_000_000 ? 60 : 20));
        Size size = new Size(rows + OTHERS, USERS);
        try (Inputs inputs = Inputs.complete(session.servers(), new OneBigUser(rows, OTHERS), size, PARTITIONS);
                Run run = Run.start(session.servers(), contender, inputs.topics(), PARTITIONS, options)) {
            Verdict before = run.watch(inputs.after(), DEADLINE).verdict();
            if (!before.isRight()) {
                throw ToolException.failed(contender.name() + " before the measurement: " + before);
            }
            inputs.publisher().goLive(session.servers().bootstrap(), 0);
            Database database = inputs.publisher().database();
            @Nullable ViewReader view = contender.hasView() ? ViewReader.start(run.awaitView()) : null;
            Probe probe = new Probe(
                    session.servers().bootstrap(), inputs.publisher(), rows + 1, OTHERS, Map.of(contender, run), view);
            try (view;
                    Sampling sampling = new Sampling(run)) {
                long[] renamedAt = {0};
                Map<String, Histogram> latencies = probe.measure(RATE, WARM_UP, measured, () -> {
                    probe.reader(contender.name()).countRowsUpTo(rows);
                    sampling.begin();
                    renamedAt[0] = System.nanoTime();
                    database.put(ShopTables.USERS, 1);
                    if (view != null) {
                        view.awaitName(ShopTables.userName(1, database.version(ShopTables.USERS, 1)), rows);
                    }
                });
                Verdict verdict =
                        run.watch(inputs.publisher().expected(), DEADLINE).verdict();
                long last = probe.reader(contender.name()).lastRowAt();
                row.with("verdict", verdict.toString()).with("seconds", (last - renamedAt[0]) / 1e9);
                cost(sampling.samples(), renamedAt[0], last, rows, row);
                Stream.of(latencies.values().iterator().next()).forEach(histogram -> Percentiles.into(row, histogram));
                if (view != null) {
                    Histogram shown = Objects.requireNonNull(latencies.get(Probe.VIEW));
                    row.with("viewSeconds", (view.renamedAt() - renamedAt[0]) / 1e9)
                            .with("viewP50", shown.getValueAtPercentile(50) / 1e3)
                            .with("viewP99", shown.getValueAtPercentile(99) / 1e3);
                }
            }
            probe.close();
        }
    }

    /** Of few rows nothing can be said: the other changes go on. */
    private static void cost(List<Sample> samples, long from, long to, int rows, Row row) {
        List<Sample> during = samples.stream()
                .filter(sample -> sample.nanos() >= from && sample.nanos() <= to)
                .toList();
        if (rows >= 10_000 && during.size() > 2) {
            Window window = Window.of(during, 0.2, 0.8);
            row.with("clientCpu", window.clientCpu() / (0.6 * rows))
                    .with("brokerCpu", window.brokerCpu() / (0.6 * rows));
        }
    }

    @Override
    public List<Exhibit> exhibits(Results results) {
        List<List<String>> lines = new ArrayList<>();
        List<Exhibit.Line> curves = new ArrayList<>();
        for (String contender : Summaries.distinct(results.rows(), "contender")) {
            List<Exhibit.Point> points = new ArrayList<>();
            List<Row> all = Summaries.where(results.rows(), "contender", contender);
            for (String size : Summaries.distinct(all, "rows")) {
                List<Row> rows = Summaries.where(all, "rows", size);
                double seconds = Summaries.median(rows, "seconds");
                lines.add(List.of(
                        contender,
                        Figures.count(Double.parseDouble(size)),
                        Figures.show(seconds),
                        Figures.show(Summaries.median(rows, "clientCpu")),
                        Figures.show(Summaries.median(rows, "brokerCpu")),
                        Figures.show(Summaries.median(rows, "p50")),
                        Figures.show(Summaries.median(rows, "p99")),
                        Figures.show(Summaries.most(rows, "max")),
                        Figures.show(Summaries.median(rows, "viewSeconds")),
                        Figures.show(Summaries.median(rows, "viewP50")),
                        Figures.show(Summaries.median(rows, "viewP99")),
                        rows.getLast().text("verdict")));
                if (seconds > 0) {
                    points.add(new Exhibit.Point(Double.parseDouble(size), seconds * 1_000));
                }
            }
            curves.add(new Exhibit.Line(contender, points));
        }
        return List.of(
                new Exhibit.Table(
                        "A user with so many orders is renamed; changes of other orders in the same seconds",
                        List.of(
                                "contender",
                                "orders",
                                "all there after s",
                                "client µs/row",
                                "broker µs/row",
                                "others p50 ms",
                                "p99",
                                "max",
                                "in the view after s",
                                "others in the view p50 ms",
                                "p99",
                                "result"),
                        lines),
                new Exhibit.Lines(
                        "fan-out",
                        "Until the last order of a renamed user has its new name",
                        new Exhibit.Axis("orders of the user", true),
                        new Exhibit.Axis("milliseconds", true),
                        curves));
    }
}
