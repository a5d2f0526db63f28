package dev.tributary.benchmarks;

import dev.tributary.benchmarks.contender.Contender;
import dev.tributary.benchmarks.measure.ProcessStat;
import dev.tributary.benchmarks.report.Exhibit;
import dev.tributary.benchmarks.report.Figures;
import dev.tributary.benchmarks.report.Results;
import dev.tributary.benchmarks.report.Row;
import dev.tributary.benchmarks.run.Run;
import dev.tributary.benchmarks.workload.Topics;
import dev.tributary.tools.ToolException;
import java.util.ArrayList;
import java.util.List;

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
        Topics topics = new Topics(prefix + ".users", prefix + ".orders");
        session.servers().cluster().create(topics.users(), PARTITIONS);
        session.servers().cluster().create(topics.orders(), PARTITIONS);
        for (int round = 1; round <= session.choices().rounds(5); round++) {
            for (Contender contender :
                    session.contenders("pass-through", "streams-identity", "dsl-join", "tributary", "flink")) {
                session.progress("start, round " + round + ": " + contender.name());
                try (Run run = Run.start(
                        session.servers(),
                        contender,
                        topics,
                        PARTITIONS,
                        session.choices().runOptions())) {
                    session.found(Row.of("contender", contender.name())
                            .with("round", round)
                            .with("seconds", run.awaitReady().toMillis() / 1e3)
                            .with("cpuSeconds", ProcessStat.cpuMicros(run.pid()) / 1e6));
                } catch (ToolException e) {
                    session.note("  " + contender.name() + " failed: " + e.getMessage());
                }
            }
        }
        session.servers().cluster().deleteAll(prefix);
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
                    Integer.toString(rows.size())));
            bars.add(new Exhibit.Bar(contender, List.of(median)));
        }
        return List.of(
                new Exhibit.Table(
                        "From the start of the process until it works, empty topics, no state",
                        List.of("contender", "median s", "least", "most", "CPU s", "starts"),
                        lines),
                new Exhibit.Bars("start", "From start to work", "seconds, median", List.of("seconds"), bars));
    }
}
