package dev.tributary.benchmarks;

import dev.tributary.benchmarks.capture.Pipeline;
import dev.tributary.benchmarks.report.Exhibit;
import dev.tributary.benchmarks.report.Figures;
import dev.tributary.benchmarks.report.Results;
import dev.tributary.benchmarks.report.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Debezium and Connect on their own, and as a part of the whole. Debezium without any sink would need its task run outside of
 * Connect, which is not done: a JSON converter, which asks no registry, stands for what the converter costs.
 */
final class Capture implements Benchmark {

    private static final int RATE = 200;

    @Override
    public String name() {
        return "capture";
    }

    @Override
    public String question() {
        return "How fast is capture, and how much of a change's way is it?";
    }

    @Override
    public boolean needsServers() {
        return false;
    }

    @Override
    public void run(Session session) throws Exception {
        int orders = session.choices().orders(300_000).getFirst();
        Duration measured = Duration.ofSeconds(session.choices().seconds(60));
        session.results().parameter("rows", orders);
        session.results().parameter("changes per second", RATE);
        session.progress("capture: starting the whole pipeline");
        try (Pipeline pipeline = Pipeline.start(session.project())) {
            session.progress("capture: latency");
            Pipeline.Latencies latencies = pipeline.latencies(RATE, measured);
            session.found(Percentiles.into(Row.of("what", "commit → change event"), latencies.captured()));
            session.found(Percentiles.into(Row.of("what", "commit → enriched order"), latencies.enriched()));
            pipeline.stopApplication();
            backlog(session, pipeline, orders, "Avro, the pipeline's own");
            pipeline.writeJson();
            backlog(session, pipeline, orders, "JSON without schemas");
        }
    }

    private static void backlog(Session session, Pipeline pipeline, int orders, String converter) throws Exception {
        for (int round = 1; round <= session.choices().rounds(3); round++) {
            session.progress("capture, round " + round + ": " + orders + " rows as " + converter);
            Pipeline.Backlog backlog = pipeline.backlog(orders);
            double part = 0.6 * orders;
            session.found(Row.of("converter", converter)
                    .with("round", round)
                    .with("rate", part / backlog.window().seconds())
                    .with("connectCpu", backlog.window().clientCpu() / part)
                    .with("brokerCpu", backlog.window().brokerCpu() / part)
                    .with("wholeSeconds", backlog.whole()));
        }
    }

    @Override
    public List<Exhibit> exhibits(Results results) {
        List<List<String>> latencies = new ArrayList<>();
        for (Row row : results.rows().stream().filter(row -> row.has("what")).toList()) {
            latencies.add(List.of(
                    row.text("what"),
                    Figures.show(row.number("p50")),
                    Figures.show(row.number("p90")),
                    Figures.show(row.number("p99")),
                    Figures.show(row.number("max")),
                    Figures.count(row.number("count"))));
        }
        List<List<String>> speeds = new ArrayList<>();
        List<Row> backlogs =
                results.rows().stream().filter(row -> row.has("converter")).toList();
        for (String converter : Summaries.distinct(backlogs, "converter")) {
            List<Row> rows = Summaries.where(backlogs, "converter", converter);
            speeds.add(List.of(
                    converter,
                    Figures.count(Summaries.median(rows, "rate")),
                    Figures.show(Summaries.median(rows, "connectCpu")),
                    Figures.show(Summaries.median(rows, "brokerCpu")),
                    Figures.show(Summaries.median(rows, "wholeSeconds")),
                    Integer.toString(rows.size())));
        }
        return List.of(
                new Exhibit.Table(
                        "The same rows at " + RATE + " a second, until a consumer has them, milliseconds",
                        List.of("from → to", "p50", "p90", "p99", "max", "rows"),
                        latencies),
                new Exhibit.Table(
                        "A backlog of rows in the database's log, until all events are in the topic",
                        List.of(
                                "converter",
                                "events/s",
                                "Connect µs/event",
                                "broker µs/event",
                                "with its start s",
                                "rounds"),
                        speeds));
    }
}
