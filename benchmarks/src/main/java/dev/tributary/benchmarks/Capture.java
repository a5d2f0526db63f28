package dev.tributary.benchmarks;

import dev.tributary.benchmarks.capture.Pipeline;
import dev.tributary.benchmarks.report.Exhibit;
import dev.tributary.benchmarks.report.Figures;
import dev.tributary.benchmarks.report.Results;
import dev.tributary.benchmarks.report.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Debezium and Connect on their own, and as a part of the whole; and what differs with other settings of theirs. With all
 * orders dropped before the converter, what is left is Debezium alone: its reading and decoding of the log.
 */
final class Capture implements Benchmark {

    private static final int RATE = 200;
    private static final String TRANSACTION_INTERVAL = "transaction.interval.ms";

    private static final String SHIPPED = "as shipped";
    private static final String NO_PACE = "a transaction for each poll";
    private static final String POLL_3 = "the same, poll.interval.ms=3";
    private static final String NO_SINK = "every order dropped: no converter, no producer";

    /** Each differs from what is shipped in one thing. */
    private static final List<Variant> VARIANTS = variants();

    /** Those of them that can make a difference at a steady rate. */
    private static final Set<String> LATENCY_VARIANTS =
            Set.of(SHIPPED, NO_PACE, POLL_3, "transactions 100 ms apart", "producer linger.ms=0");

    /** @param settings of the connector */
    private record Variant(String name, Map<String, String> settings) {}

    private static List<Variant> variants() {
        List<Variant> variants = new ArrayList<>();
        variants.add(new Variant(SHIPPED, Map.of()));
        variants.add(new Variant(
                NO_SINK,
                Map.of(
                        "predicates", "isOwn,isOrder",
                        "predicates.isOrder.type", "org.apache.kafka.connect.transforms.predicates.TopicNameMatches",
                        "predicates.isOrder.pattern", "cdc\\.public\\.orders",
                        "transforms", "dropOwn,dropOrder",
                        "transforms.dropOrder.type", "org.apache.kafka.connect.transforms.Filter",
                        "transforms.dropOrder.predicate", "isOrder")));
        variants.add(new Variant(
                "JSON without schemas",
                Map.of(
                        "value.converter", "org.apache.kafka.connect.json.JsonConverter",
                        "value.converter.schemas.enable", "false")));
        variants.add(new Variant(NO_PACE, Map.of(TRANSACTION_INTERVAL, "0")));
        variants.add(new Variant(POLL_3, Map.of(TRANSACTION_INTERVAL, "0", "poll.interval.ms", "3")));
        variants.add(new Variant("transactions 100 ms apart", Map.of(TRANSACTION_INTERVAL, "100")));
        variants.add(new Variant(
                "batches of 1,024, a queue of 4,096", Map.of("max.batch.size", "1024", "max.queue.size", "4096")));
        variants.add(new Variant(
                "batches of 16,384, a queue of 65,536", Map.of("max.batch.size", "16384", "max.queue.size", "65536")));
        variants.add(new Variant("producer linger.ms=0", Map.of("producer.override.linger.ms", "0")));
        variants.add(new Variant("producer linger.ms=50", Map.of("producer.override.linger.ms", "50")));
        variants.add(new Variant("producer batch.size=131072", Map.of("producer.override.batch.size", "131072")));
        variants.add(new Variant("producer without compression", Map.of("producer.override.compression.type", "none")));
        return variants;
    }

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
        Duration measured = Duration.ofSeconds(session.choices().seconds(40));
        session.results().parameter("rows", orders);
        session.results().parameter("changes per second", RATE);
        session.progress("capture: starting the whole pipeline");
        try (Pipeline pipeline = Pipeline.start(session.project())) {
            for (Variant variant : VARIANTS) {
                if (!LATENCY_VARIANTS.contains(variant.name)) {
                    continue;
                }
                session.progress("capture: latency, " + variant.name);
                pipeline.configure(variant.settings);
                Pipeline.Latencies latencies = pipeline.latencies(RATE, measured);
                double seconds = latencies.cpu().seconds();
                session.found(Percentiles.into(latency(variant.name, "commit → change event"), latencies.captured())
                        .with("connectMillis", latencies.cpu().clientCpu() / 1e3 / seconds)
                        .with("brokerMillis", latencies.cpu().brokerCpu() / 1e3 / seconds));
                session.found(Percentiles.into(latency(variant.name, "commit → enriched order"), latencies.enriched()));
            }
            pipeline.stopApplication();
            List<Variant> variants = new ArrayList<>(VARIANTS);
            for (int round = 1; round <= session.choices().rounds(2); round++) {
                for (Variant variant : variants) {
                    session.progress("capture, round " + round + ": " + orders + " rows, " + variant.name);
                    pipeline.configure(variant.settings);
                    Pipeline.Backlog backlog =
                            variant.name.equals(NO_SINK) ? pipeline.backlogOfDropped(orders) : pipeline.backlog(orders);
                    double part = 0.6 * orders;
                    session.found(Row.of("variant", variant.name)
                            .with("round", round)
                            .with("rate", part / backlog.window().seconds())
                            .with("connectCpu", backlog.window().clientCpu() / part)
                            .with("brokerCpu", backlog.window().brokerCpu() / part)
                            .with("wholeSeconds", backlog.whole()));
                }
                Collections.reverse(variants);
            }
        }
    }

    private static Row latency(String variant, String what) {
        return Row.of("variant", variant).with("what", what);
    }

    @Override
    public List<Exhibit> exhibits(Results results) {
        List<List<String>> latencies = new ArrayList<>();
        for (Row row : results.rows().stream().filter(row -> row.has("what")).toList()) {
            latencies.add(List.of(
                    row.text("variant"),
                    row.text("what"),
                    Figures.show(row.number("p50")),
                    Figures.show(row.number("p90")),
                    Figures.show(row.number("p99")),
                    Figures.show(row.number("max")),
                    Figures.count(row.number("count")),
                    row.has("connectMillis") ? Figures.show(row.number("connectMillis")) : "",
                    row.has("brokerMillis") ? Figures.show(row.number("brokerMillis")) : ""));
        }
        List<List<String>> speeds = new ArrayList<>();
        List<Row> backlogs =
                results.rows().stream().filter(row -> row.has("rate")).toList();
        for (String variant : Summaries.distinct(backlogs, "variant")) {
            List<Row> rows = Summaries.where(backlogs, "variant", variant);
            speeds.add(List.of(
                    variant,
                    Figures.count(Summaries.median(rows, "rate")),
                    Figures.show(Summaries.median(rows, "connectCpu")),
                    Figures.show(Summaries.median(rows, "brokerCpu")),
                    Figures.show(Summaries.median(rows, "wholeSeconds")),
                    Integer.toString(rows.size())));
        }
        return List.of(
                new Exhibit.Table(
                        "The same rows at " + RATE + " a second, until a consumer has them, milliseconds",
                        List.of(
                                "connector",
                                "from → to",
                                "p50",
                                "p90",
                                "p99",
                                "max",
                                "rows",
                                "Connect CPU, ms a second",
                                "broker"),
                        latencies),
                new Exhibit.Table(
                        "A backlog of rows in the database's log: how fast it is captured",
                        List.of(
                                "connector",
                                "events/s",
                                "Connect µs/event",
                                "broker µs/event",
                                "with its start s",
                                "rounds"),
                        speeds));
    }
}
