package dev.tributary.benchmarks;

import dev.tributary.benchmarks.capture.Pipeline;
import dev.tributary.benchmarks.report.Exhibit;
import dev.tributary.benchmarks.report.Figures;
import dev.tributary.benchmarks.report.Results;
import dev.tributary.benchmarks.report.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.HdrHistogram.Histogram;

/**
 * The whole pipeline as {@code ./tributary demo} starts it, under the changes that the demo makes: at once after its start, and
 * when it has been at work for a while.
 */
final class Cost implements Benchmark {

    private static final List<Integer> RATES = List.of(0, 200, 2_000);
    private static final Duration WARM_UP = Duration.ofMinutes(2);

    @Override
    public String name() {
        return "cost";
    }

    @Override
    public String question() {
        return "What does the whole pipeline cost at my rate, and how fresh is it?";
    }

    @Override
    public boolean needsServers() {
        return false;
    }

    @Override
    public void run(Session session) throws Exception {
        Duration measured = Duration.ofSeconds(session.choices().seconds(60));
        session.results().parameter("seconds", measured.toSeconds());
        for (int round = 1; round <= session.choices().rounds(1); round++) {
            long start = System.nanoTime();
            session.progress("cost, round " + round + ": starting the whole pipeline");
            try (Pipeline pipeline = Pipeline.start(session.project())) {
                double up = (System.nanoTime() - start) / 1e9;
                session.progress("cost, round " + round + ": 200 changes a second, cold");
                found(session, round, "cold", 200, pipeline.load(200, Duration.ZERO, measured), up);
                for (int rate : RATES) {
                    session.progress("cost, round " + round + ": " + rate + " changes a second, warm");
                    found(session, round, "warm", rate, pipeline.load(rate, WARM_UP, measured), Double.NaN);
                }
            }
        }
    }

    private static void found(Session session, int round, String phase, int rate, Pipeline.Load load, double up) {
        Row row = Row.of("phase", phase)
                .with("rate", rate)
                .with("round", round)
                .with("changes", load.changes() / load.seconds());
        load.cpuMicros().forEach((part, micros) -> row.with("cpu " + part, micros / 1e6 / load.seconds()));
        load.records().forEach((topic, records) -> row.with("records " + topic, records / load.seconds()));
        percentiles(row, "captured", load.captured());
        percentiles(row, "enriched", load.enriched());
        if (!Double.isNaN(up)) {
            row.with("upSeconds", up);
        }
        session.found(row);
    }

    private static void percentiles(Row row, String what, Histogram histogram) {
        if (histogram.getTotalCount() > 0) {
            row.with(what + "P50", histogram.getValueAtPercentile(50) / 1e3)
                    .with(what + "P99", histogram.getValueAtPercentile(99) / 1e3);
        }
    }

    @Override
    public List<Exhibit> exhibits(Results results) {
        List<String> parts = keys(results, "cpu ");
        List<List<String>> costs = new ArrayList<>();
        for (Row row : results.rows()) {
            List<String> line = new ArrayList<>(List.of(title(row), Figures.show(row.number("changes"))));
            line.add(Figures.show(parts.stream()
                    .mapToDouble(part -> row.number("cpu " + part))
                    .sum()));
            parts.forEach(part -> line.add(Figures.show(row.number("cpu " + part))));
            for (String figure : List.of("capturedP50", "capturedP99", "enrichedP50", "enrichedP99")) {
                line.add(Figures.show(row.number(figure)));
            }
            line.add(Figures.show(row.number("upSeconds")));
            costs.add(line);
        }
        List<String> head = new ArrayList<>(List.of("", "changes/s", "cores"));
        head.addAll(parts);
        head.addAll(List.of("→ change event p50 ms", "p99", "→ result p50 ms", "p99", "up after s"));

        List<List<String>> records = new ArrayList<>();
        for (String topic : keys(results, "records ")) {
            List<String> line = new ArrayList<>(List.of(topic));
            results.rows().forEach(row -> line.add(Figures.show(row.number("records " + topic))));
            records.add(line);
        }
        List<String> topics = new ArrayList<>(List.of("topic"));
        results.rows().forEach(row -> topics.add(title(row)));
        return List.of(
                new Exhibit.Table("Cores at work, all and by process, and from commit to a consumer", head, costs),
                new Exhibit.Table("Records a second, with the markers of transactions", topics, records));
    }

    private static String title(Row row) {
        return row.text("rate") + ", " + row.text("phase");
    }

    /** What the rows have behind such a beginning, in the order of the alphabet. */
    private static List<String> keys(Results results, String prefix) {
        Set<String> keys = new TreeSet<>();
        for (Row row : results.rows()) {
            row.names().stream()
                    .filter(name -> name.startsWith(prefix))
                    .forEach(name -> keys.add(name.substring(prefix.length())));
        }
        return List.copyOf(keys);
    }
}
