package dev.tributary.benchmarks;

import dev.tributary.benchmarks.contender.Contender;
import dev.tributary.benchmarks.contender.Tributary;
import dev.tributary.benchmarks.measure.ProcessStat;
import dev.tributary.benchmarks.report.Exhibit;
import dev.tributary.benchmarks.report.Figures;
import dev.tributary.benchmarks.report.Results;
import dev.tributary.benchmarks.report.Row;
import dev.tributary.benchmarks.run.Run;
import dev.tributary.benchmarks.workload.ShopTables;
import dev.tributary.benchmarks.workload.Topics;
import dev.tributary.tools.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** From the start of the process until it says that it works, with nothing to do and nothing to restore. */
final class Start implements Benchmark {

    private static final int PARTITIONS = 4;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String question() {
        return "How long does it take to start?";
    }

    @Override
    public void run(Session session) throws Exception {
        String prefix = session.servers().fresh("start");
        Topics topics = Topics.of(ShopTables.DATA_SET, prefix);
        topics.names().forEach(topic -> session.servers().cluster().create(topic, PARTITIONS));
        List<Contender> contenders = new ArrayList<>(
                session.contenders("pass-through", "streams-identity", "dsl-join", "tributary", "flink"));
        if (contenders.stream().anyMatch(contender -> contender.name().equals("tributary"))) {
            contenders.add(withArchive(session, topics));
        }
        for (int round = 1; round <= session.choices().rounds(5); round++) {
            for (Contender contender : contenders) {
                session.progress("start, round " + round + ": " + contender.name());
                try (Run run = start(session, topics, contender)) {
                    Row row = Row.of("contender", contender.name()).with("round", round);
                    measure(run, row, "");
                    run.stop();
                    run.startAgain();
                    measure(run, row, "Again");
                    session.found(row);
                } catch (ToolException e) {
                    session.note("  " + contender.name() + " failed: " + e.getMessage());
                }
            }
        }
        session.servers().cluster().deleteAll(prefix);
    }

    private static Run start(Session session, Topics topics, Contender contender) throws IOException {
        return Run.start(
                session.servers(),
                contender,
                topics,
                PARTITIONS,
                session.choices().runOptions());
    }

    private static void measure(Run run, Row row, String which) throws Exception {
        row.with("seconds" + which, run.awaitReady().toMillis() / 1e3)
                .with("cpuSeconds" + which, ProcessStat.cpuMicros(run.pid()) / 1e6);
    }

    /** As docs/configuration.md recommends it. */
    private static Contender withArchive(Session session, Topics topics) throws Exception {
        Path archive = Tributary.archive(session.project());
        Files.deleteIfExists(archive); // One of other classes is not always made anew.
        Contender contender = new Tributary(
                "tributary-archive",
                "the application with a class-data archive",
                Map.of(),
                Tributary.archiveFlags(session.project()));
        try (Run run = start(session, topics, contender)) {
            run.awaitReady();
        } // The JVM writes its archive when it ends.
        if (!Files.exists(archive)) {
            throw ToolException.failed("the application has not written " + archive);
        }
        return contender;
    }

    @Override
    public List<Exhibit> exhibits(Results results) {
        List<List<String>> lines = new ArrayList<>();
        List<Exhibit.Bar> bars = new ArrayList<>();
        for (String contender : Summaries.distinct(results.rows(), "contender")) {
            List<Row> rows = Summaries.where(results.rows(), "contender", contender);
            double median = Summaries.median(rows, "seconds");
            lines.add(List.of(
                    contender,
                    Figures.show(median),
                    Figures.show(Summaries.least(rows, "seconds")),
                    Figures.show(Summaries.most(rows, "seconds")),
                    Figures.show(Summaries.median(rows, "cpuSeconds")),
                    Figures.show(Summaries.median(rows, "secondsAgain")),
                    Figures.show(Summaries.least(rows, "secondsAgain")),
                    Figures.show(Summaries.most(rows, "secondsAgain")),
                    Figures.show(Summaries.median(rows, "cpuSecondsAgain")),
                    Integer.toString(rows.size())));
            bars.add(new Exhibit.Bar(contender, List.of(median, Summaries.median(rows, "secondsAgain"))));
        }
        return List.of(
                new Exhibit.Table(
                        "From the start of the process until it works, nothing to do; first (it makes its topics), and after a stop",
                        List.of(
                                "contender",
                                "first start s",
                                "least",
                                "most",
                                "CPU s",
                                "again s",
                                "least",
                                "most",
                                "CPU s",
                                "rounds"),
                        lines),
                new Exhibit.Bars(
                        "start", "From start to work", "seconds, median", List.of("first", "after a stop"), bars));
    }
}
