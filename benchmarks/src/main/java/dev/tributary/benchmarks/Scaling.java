package dev.tributary.benchmarks;

import dev.tributary.benchmarks.contender.Contender;
import dev.tributary.benchmarks.contender.Output;
import dev.tributary.benchmarks.report.Exhibit;
import dev.tributary.benchmarks.report.Figures;
import dev.tributary.benchmarks.report.Results;
import dev.tributary.benchmarks.report.Row;
import dev.tributary.benchmarks.run.Inputs;
import dev.tributary.benchmarks.run.RunOptions;
import dev.tributary.benchmarks.workload.Workload;
import dev.tributary.benchmarks.workload.Workload.Size;
import dev.tributary.tools.ToolException;
import java.util.ArrayList;
import java.util.List;

/**
 * One thread on one core against two threads on two, and against two and four processes. The broker is on the same cores and takes its share, so twice as many
 * orders a second cannot be had here: what an order costs is what can be compared.
 */
final class Scaling implements Benchmark {

    private static final int PARTITIONS = 4;

    private record Setting(String title, int processes, int threads, List<String> wrapper) {}

    private static final List<Setting> SETTINGS = List.of(
            new Setting("1 thread, 1 core", 1, 1, List.of("taskset", "-c", "0")),
            new Setting("1 thread", 1, 1, List.of()),
            new Setting("2 threads", 1, 2, List.of()),
            new Setting("2 processes", 2, 1, List.of()),
            new Setting("4 processes", 4, 1, List.of()));

    @Override
    public String name() {
        return "scaling";
    }

    @Override
    public String question() {
        return "What do more threads and processes bring?";
    }

    @Override
    public void run(Session session) throws Exception {
        int orders = session.choices().orders(1_000_000).getFirst();
        Workload workload = Workload.STEADY;
        try (Inputs complete = Inputs.complete(session.servers(), workload, Size.of(orders), PARTITIONS)) {
            for (int round = 1; round <= session.choices().rounds(3); round++) {
                for (Contender contender : session.contenders("pass-through-transactional", "dsl-join", "tributary")) {
                    for (Setting setting : SETTINGS) {
                        session.progress("scaling, round " + round + ": " + contender.name() + ", " + setting.title());
                        RunOptions options = session.choices()
                                .runOptions()
                                .withProcesses(setting.processes())
                                .withThreads(setting.threads())
                                .withWrapper(setting.wrapper());
                        SaturatedRun run = new SaturatedRun(session.servers(), contender, options);
                        Row row = Row.of("contender", contender.name())
                                .with("setting", setting.title())
                                .with("round", round)
                                .with("orders", orders);
                        try {
                            session.found(
                                    contender.output() == Output.JOINED
                                            ? run.behindGate(workload, Size.of(orders), PARTITIONS, row)
                                            : run.on(complete, PARTITIONS, row));
                        } catch (ToolException e) {
                            session.note("  " + contender.name() + " failed: " + e.getMessage());
                        }
                    }
                }
            }
        }
    }

    @Override
    public List<Exhibit> exhibits(Results results) {
        List<List<String>> lines = new ArrayList<>();
        List<Exhibit.Bar> bars = new ArrayList<>();
        for (String contender : Summaries.distinct(results.rows(), "contender")) {
            List<Row> all = Summaries.where(results.rows(), "contender", contender);
            for (String setting : Summaries.distinct(all, "setting")) {
                List<Row> rows = Summaries.where(all, "setting", setting);
                double rate = Summaries.median(rows, "rate");
                double client = Summaries.median(rows, "clientCpu");
                double broker = Summaries.median(rows, "brokerCpu");
                lines.add(List.of(
                        contender,
                        setting,
                        Figures.count(rate),
                        Figures.show(client),
                        Figures.show(broker),
                        Figures.show(rate * client / 1e6),
                        Figures.show(rate * broker / 1e6),
                        rows.getLast().text("verdict")));
                bars.add(new Exhibit.Bar(contender + ", " + setting, List.of(rate)));
            }
        }
        return List.of(
                new Exhibit.Table(
                        "Steady changes, client and broker on the same cores",
                        List.of(
                                "contender",
                                "setting",
                                "orders/s",
                                "client µs/order",
                                "broker µs/order",
                                "client cores",
                                "broker cores",
                                "result"),
                        lines),
                new Exhibit.Bars("scaling", "Orders a second", "orders a second, median", List.of("orders/s"), bars));
    }
}
