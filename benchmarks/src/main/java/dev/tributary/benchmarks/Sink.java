package dev.tributary.benchmarks;

import dev.tributary.benchmarks.capture.SinkKind;
import dev.tributary.benchmarks.capture.SinkRun;
import dev.tributary.benchmarks.report.Exhibit;
import dev.tributary.benchmarks.report.Figures;
import dev.tributary.benchmarks.report.Results;
import dev.tributary.benchmarks.report.Row;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.HdrHistogram.Histogram;

/** What keeps the view in another store: how fast it writes all of it, how soon a change is there, and what it costs beside the pipeline. */
final class Sink implements Benchmark {

    private static final int RATE = 200;

    /** What is measured first is to find the servers as warm as what is measured last does. */
    private static final int WARM_UP_RATE = 2_000;

    private static final String WITHOUT = "without";
    private static final String WITH = "with";

    @Override
    public String name() {
        return "sink";
    }

    @Override
    public String question() {
        return "How fast and how fresh is the view in another store, and what does that cost?";
    }

    @Override
    public boolean needsServers() {
        return false;
    }

    @Override
    public void run(Session session) throws Exception {
        int orders = session.choices().orders(200_000).getFirst();
        session.results().parameter("orders", orders);
        session.results().parameter("changes per second", RATE);
        for (String name : session.choices().contenders(SinkKind.REPORTING)) {
            SinkKind kind = SinkKind.named(name);
            session.progress("sink: starting the whole pipeline, for " + name);
            try (SinkRun run = SinkRun.start(session.project(), kind)) {
                session.progress("sink: warming up");
                run.load(WARM_UP_RATE, warmUp(session), Duration.ofSeconds(1));
                session.progress("sink: " + orders + " orders into the topic");
                run.insert(orders);
                for (int round = 1; round <= session.choices().rounds(2); round++) {
                    new Round(session, run, name, round).run();
                }
            }
        }
    }

    private static Duration measured(Session session) {
        return Duration.ofSeconds(session.choices().seconds(60));
    }

    private static Duration warmUp(Session session) {
        return measured(session).multipliedBy(3).dividedBy(2);
    }

    /** The pipeline without the sink, the sink from nothing, and the pipeline with it. */
    private record Round(Session session, SinkRun sinkRun, String name, int round) {

        void run() throws SQLException, IOException, ExecutionException, InterruptedException {
            load(WITHOUT);
            progress("all results into an empty store");
            SinkRun.Fill fill = sinkRun.fill();
            double part = 0.6 * fill.rows();
            session.found(row("fill")
                    .with("records", fill.records())
                    .with("rows", fill.rows())
                    .with("rate", part / fill.window().seconds())
                    .with("seconds", fill.seconds())
                    .with("writerCpu", fill.window().clientCpu() / part)
                    .with("storeCpu", fill.window().brokerCpu() / part)
                    .with("verdict", fill.verdict()));
            load(WITH);
            progress(RATE + " inserted orders a second");
            SinkRun.Lag lag = sinkRun.lag(RATE, measured(session));
            session.found(lag("the view over HTTP", lag.http()));
            session.found(lag("the store", lag.sink()).with("verdict", lag.verdict()));
            sinkRun.stopSink();
        }

        private void load(String kept) throws SQLException, IOException, InterruptedException {
            progress(RATE + " changes a second, " + kept + " the sink");
            SinkRun.Load load = sinkRun.load(RATE, warmUp(session), measured(session));
            double seconds = load.pipeline().seconds();
            Row row = row("load")
                    .with("kept", kept)
                    .with("writer", load.writer())
                    .with("store", load.store())
                    .with("changes", load.pipeline().changes() / seconds)
                    .with("writerBytes", load.writerBytes())
                    .with("storeBytes", load.storeBytes());
            load.pipeline().cpuMicros().forEach((part, micros) -> row.with("cpu " + part, micros / 1e6 / seconds));
            session.found(row.with("verdict", load.pipeline().verdict().toString()));
        }

        private Row lag(String to, Histogram histogram) {
            return Percentiles.into(row("lag").with("to", to), histogram);
        }

        private Row row(String what) {
            return Row.of("sink", name).with("what", what).with("round", round);
        }

        private void progress(String text) {
            session.progress("sink, round " + round + ": " + name + ", " + text);
        }
    }

    @Override
    public List<Exhibit> exhibits(Results results) {
        List<List<String>> fills = new ArrayList<>();
        List<List<String>> lags = new ArrayList<>();
        List<List<String>> loads = new ArrayList<>();
        for (String sink : Summaries.distinct(results.rows(), "sink")) {
            List<Row> rows = Summaries.where(results.rows(), "sink", sink);
            fills.add(fill(sink, Summaries.where(rows, "what", "fill")));
            List<Row> ofLag = Summaries.where(rows, "what", "lag");
            for (String to : Summaries.distinct(ofLag, "to")) {
                lags.add(lag(sink + ": " + to, Summaries.where(ofLag, "to", to)));
            }
            List<Row> ofLoad = Summaries.where(rows, "what", "load");
            Taken without = Taken.of(Summaries.where(ofLoad, "kept", WITHOUT));
            Taken with = Taken.of(Summaries.where(ofLoad, "kept", WITH));
            loads.add(without.line(WITHOUT + " " + sink, verdict(Summaries.where(ofLoad, "kept", WITHOUT))));
            loads.add(with.line(WITH + " " + sink, verdict(Summaries.where(ofLoad, "kept", WITH))));
            loads.add(with.over(without).line("ratio", ""));
        }
        return List.of(
                new Exhibit.Table(
                        "All results of the topic into an empty store, nothing else to do",
                        List.of(
                                "sink",
                                "records",
                                "rows",
                                "rows/s",
                                "with its start s",
                                "writer µs/row",
                                "store µs/row",
                                "result",
                                "rounds"),
                        fills),
                new Exhibit.Table(
                        "Orders inserted at " + RATE + " a second, milliseconds from commit until a reader has them",
                        List.of("", "p50", "p90", "p99", "max", "orders", "rounds"),
                        lags),
                new Exhibit.Table(
                        "The demo's changes at " + RATE + " a second: cores at work, and memory",
                        List.of("", "cores, all", "cores, writer", "cores, store", "MB, writer", "MB, store", "result"),
                        loads));
    }

    private static List<String> fill(String sink, List<Row> rows) {
        return List.of(
                sink,
                Figures.count(Summaries.median(rows, "records")),
                Figures.count(Summaries.median(rows, "rows")),
                Figures.count(Summaries.median(rows, "rate")),
                Figures.show(Summaries.median(rows, "seconds")),
                Figures.show(Summaries.median(rows, "writerCpu")),
                Figures.show(Summaries.median(rows, "storeCpu")),
                verdict(rows),
                Integer.toString(rows.size()));
    }

    private static List<String> lag(String title, List<Row> rows) {
        return List.of(
                title,
                Figures.show(Summaries.median(rows, "p50")),
                Figures.show(Summaries.median(rows, "p90")),
                Figures.show(Summaries.median(rows, "p99")),
                Figures.show(Summaries.most(rows, "max")),
                Figures.count(
                        rows.stream().mapToDouble(row -> row.number("count")).sum()),
                Integer.toString(rows.size()));
    }

    /** The first that is wrong. */
    private static String verdict(List<Row> rows) {
        return rows.stream()
                .map(row -> row.text("verdict"))
                .filter(verdict -> !verdict.equals("right"))
                .findFirst()
                .orElse("right");
    }

    /** Of several rounds. Memory of the first: a process that has had the sink keeps what it has loaded for it. */
    private record Taken(
            double cores, double writerCores, double storeCores, double writerMegabytes, double storeMegabytes) {

        static Taken of(List<Row> rows) {
            Row first = rows.getFirst();
            return new Taken(
                    cores(rows),
                    Summaries.median(rows, "cpu " + first.text("writer")),
                    Summaries.median(rows, "cpu " + first.text("store")),
                    first.number("writerBytes") / (1 << 20),
                    first.number("storeBytes") / (1 << 20));
        }

        private static double cores(List<Row> rows) {
            return rows.getFirst().names().stream()
                    .filter(name -> name.startsWith("cpu "))
                    .mapToDouble(name -> Summaries.median(rows, name))
                    .sum();
        }

        Taken over(Taken other) {
            return new Taken(
                    cores / other.cores,
                    writerCores / other.writerCores,
                    storeCores / other.storeCores,
                    writerMegabytes / other.writerMegabytes,
                    storeMegabytes / other.storeMegabytes);
        }

        List<String> line(String title, String verdict) {
            return List.of(
                    title,
                    Figures.show(cores),
                    Figures.show(writerCores),
                    Figures.show(storeCores),
                    Figures.show(writerMegabytes),
                    Figures.show(storeMegabytes),
                    verdict);
        }
    }
}
