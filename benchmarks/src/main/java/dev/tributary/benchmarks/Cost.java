package dev.tributary.benchmarks;

import dev.tributary.benchmarks.capture.Pipeline;
import dev.tributary.benchmarks.contender.Contender;
import dev.tributary.benchmarks.report.Exhibit;
import dev.tributary.benchmarks.report.Figures;
import dev.tributary.benchmarks.report.Results;
import dev.tributary.benchmarks.report.Row;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.HdrHistogram.Histogram;

/**
 * The whole pipeline as {@code ./tributary demo} starts it, under the changes that the demo makes: at once after its start, and
 * when it has been at work for a while; and then with other programs in the place of the application.
 */
final class Cost implements Benchmark {

    private static final List<Integer> RATES = List.of(2_000, 200, 0);
    private static final int COMPARED_RATE = 200;
    private static final Duration WARM_UP = Duration.ofSeconds(90);

    /** Of the contenders that leave it to whoever starts them. */
    private static final int COMMIT_MILLIS = 20;

    private static final String APPLICATION = "the application";

    private static final String INTERVAL = "transaction.interval.ms";

    /** The application without its view, as the others are, in the order of the curve. What the connector differs in belongs to the profile. */
    private static final Map<String, Map<String, String>> PROFILES = new LinkedHashMap<>();

    static {
        PROFILES.put("tributary-latency", Map.of(INTERVAL, "0"));
        PROFILES.put("tributary", Map.of());
        PROFILES.put("tributary-throughput", Map.of(INTERVAL, "200"));
    }

    /** Of a change's way, in this order. */
    private static final List<String> MILESTONES = List.of("captured", "shown", "shownAfterEvent", "resulted", "http");

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
            // Who names contenders wants only these.
            List<String> named = session.choices().contenders();
            if (named.isEmpty() || named.contains(APPLICATION)) {
                measureApplication(session, round, measured);
            }
            if (!named.equals(List.of(APPLICATION))) {
                compare(session, round, measured);
            }
        }
    }

    private static void measureApplication(Session session, int round, Duration measured)
            throws SQLException, IOException, InterruptedException {
        long start = System.nanoTime();
        session.progress("cost, round " + round + ": starting the whole pipeline");
        try (Pipeline pipeline = Pipeline.start(session.project())) {
            double up = (System.nanoTime() - start) / 1e9;
            measure(session, round, pipeline, APPLICATION, COMPARED_RATE, Duration.ZERO, measured)
                    .with("upSeconds", up);
            for (int rate : RATES) {
                measure(session, round, pipeline, APPLICATION, rate, WARM_UP, measured);
            }
        }
    }

    /** On a stack of its own: Flink's format reads no update without the row before it, which PostgreSQL has to log from the beginning. */
    private static void compare(Session session, int round, Duration measured)
            throws SQLException, IOException, InterruptedException {
        session.progress("cost, round " + round + ": starting the whole pipeline, with whole rows in the log");
        try (Pipeline pipeline = Pipeline.start(session.project())) {
            pipeline.logWholeRows();
            // The first of them is to find the servers as warm as the others do.
            pipeline.load(RATES.getFirst(), WARM_UP, Duration.ofSeconds(1));
            for (Contender contender : session.contenders(
                    "tributary",
                    "tributary-latency",
                    "tributary-throughput",
                    "dsl-join",
                    "flink-at-least-once",
                    "flink-none-at-least-once")) {
                pipeline.configure(PROFILES.getOrDefault(contender.name(), Map.of()));
                pipeline.substitute(contender, session.choices().runOptions().withCommitMillis(COMMIT_MILLIS));
                measure(session, round, pipeline, contender.name(), COMPARED_RATE, WARM_UP, measured);
            }
        }
    }

    private static Row measure(
            Session session,
            int round,
            Pipeline pipeline,
            String contender,
            int rate,
            Duration warmUp,
            Duration measured)
            throws SQLException, IOException, InterruptedException {
        String phase = warmUp.isZero() ? "cold" : "warm";
        session.progress("cost, round " + round + ": " + contender + ", " + rate + " changes a second, " + phase);
        Pipeline.Load load = pipeline.load(rate, warmUp, measured);
        Row row = Row.of("contender", contender)
                .with("phase", phase)
                .with("rate", rate)
                .with("round", round)
                .with("changes", load.changes() / load.seconds());
        load.cpuMicros().forEach((part, micros) -> row.with("cpu " + part, micros / 1e6 / load.seconds()));
        load.records().forEach((topic, records) -> row.with("records " + topic, records / load.seconds()));
        percentiles(row, "captured", load.captured());
        percentiles(row, "shown", load.shown());
        percentiles(row, "shownAfterEvent", load.shownAfterEvent());
        percentiles(row, "resulted", load.resulted());
        percentiles(row, "http", load.http());
        row.with("verdict", load.verdict().toString());
        session.found(row);
        return row;
    }

    private static void percentiles(Row row, String what, Histogram histogram) {
        if (histogram.getTotalCount() > 0) {
            row.with(what + "P50", histogram.getValueAtPercentile(50) / 1e3)
                    .with(what + "P99", histogram.getValueAtPercentile(99) / 1e3);
        }
    }

    @Override
    public List<Exhibit> exhibits(Results results) {
        List<Row> application = Summaries.where(results.rows(), "contender", APPLICATION);
        List<List<String>> records = new ArrayList<>();
        for (String topic : keys(application, "records ")) {
            List<String> line = new ArrayList<>(List.of(topic));
            application.forEach(row -> line.add(Figures.show(row.number("records " + topic))));
            records.add(line);
        }
        List<String> topics = new ArrayList<>(List.of("topic"));
        application.forEach(row -> topics.add(title(row)));
        List<Exhibit> exhibits = new ArrayList<>(List.of(
                cores(results.rows()),
                freshness(results.rows()),
                new Exhibit.Table("Records a second, with the markers of transactions", topics, records)));
        Exhibit.Lines curve = curve(results.rows());
        if (curve.lines().getFirst().points().size() > 1) {
            exhibits.add(2, curve);
        }
        return exhibits;
    }

    private static Exhibit.Table cores(List<Row> rows) {
        List<String> parts = keys(rows, "cpu ");
        List<String> head = new ArrayList<>(List.of("", "changes/s", "cores"));
        head.addAll(parts);
        head.addAll(List.of("up after s", "result"));
        List<List<String>> lines = new ArrayList<>();
        for (Row row : rows) {
            List<String> line = new ArrayList<>(List.of(title(row), Figures.show(row.number("changes"))));
            line.add(Figures.show(cores(row)));
            parts.forEach(part -> line.add(Figures.show(row.number("cpu " + part))));
            line.add(Figures.show(row.number("upSeconds")));
            line.add(row.text("verdict"));
            lines.add(line);
        }
        return new Exhibit.Table("Cores at work, all and by process", head, lines);
    }

    private static Exhibit.Table freshness(List<Row> rows) {
        List<List<String>> lines = new ArrayList<>();
        for (Row row : rows) {
            if (row.has("capturedP50")) {
                List<String> line = new ArrayList<>(List.of(title(row)));
                for (String what : MILESTONES) {
                    line.add(Figures.show(row.number(what + "P50")));
                    line.add(Figures.show(row.number(what + "P99")));
                }
                lines.add(line);
            }
        }
        return new Exhibit.Table(
                "Milliseconds from commit to a consumer",
                List.of(
                        "",
                        "change event p50",
                        "p99",
                        "result of a changed order p50",
                        "p99",
                        "the same, from its change event p50",
                        "p99",
                        "any result p50",
                        "p99",
                        "over HTTP p50",
                        "p99"),
                lines);
    }

    private static Exhibit.Lines curve(List<Row> rows) {
        List<Exhibit.Point> points = new ArrayList<>();
        for (String profile : PROFILES.keySet()) {
            for (Row row : Summaries.where(rows, "contender", profile)) {
                points.add(new Exhibit.Point(row.number("shownP99"), cores(row)));
            }
        }
        return new Exhibit.Lines(
                "cost-profiles",
                "What freshness costs at " + COMPARED_RATE
                        + " changes a second: the profiles latency, balanced, throughput",
                new Exhibit.Axis("from the commit of an order's change to its result, p99, milliseconds", false),
                new Exhibit.Axis("cores, the whole pipeline without the view", false),
                List.of(new Exhibit.Line("profiles", points)));
    }

    private static double cores(Row row) {
        return row.names().stream()
                .filter(name -> name.startsWith("cpu "))
                .mapToDouble(row::number)
                .sum();
    }

    private static String title(Row row) {
        return row.text("contender") + ", " + row.text("rate") + ", " + row.text("phase");
    }

    /** What the rows have behind such a beginning, in the order of the alphabet. */
    private static List<String> keys(List<Row> rows, String prefix) {
        Set<String> keys = new TreeSet<>();
        for (Row row : rows) {
            row.names().stream()
                    .filter(name -> name.startsWith(prefix))
                    .forEach(name -> keys.add(name.substring(prefix.length())));
        }
        return List.copyOf(keys);
    }
}
