package dev.tributary.benchmarks;

import dev.tributary.benchmarks.contender.Contender;
import dev.tributary.benchmarks.measure.ProcessStat;
import dev.tributary.benchmarks.measure.ProcessStat.Resident;
import dev.tributary.benchmarks.report.Exhibit;
import dev.tributary.benchmarks.report.Figures;
import dev.tributary.benchmarks.report.Results;
import dev.tributary.benchmarks.report.Row;
import dev.tributary.benchmarks.run.Inputs;
import dev.tributary.benchmarks.run.Run;
import dev.tributary.benchmarks.run.Trees;
import dev.tributary.benchmarks.run.Verdict;
import dev.tributary.benchmarks.workload.Workload;
import dev.tributary.benchmarks.workload.Workload.Size;
import dev.tributary.tools.ToolException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Resident memory once all orders are joined, and how it grows with them. */
final class Memory implements Benchmark {

    private static final double MEGA = 1 << 20;
    private static final Duration DEADLINE = Duration.ofMinutes(20);

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String question() {
        return "How much memory and disk do a million orders take?";
    }

    @Override
    public void run(Session session) throws Exception {
        session.results().parameter("jvm", String.join(" ", session.choices().flags()));
        int partitions = session.choices().partitions(4).getFirst();
        for (Size size : session.choices().sizes(1_000_000, 3_000_000)) {
            try (Inputs inputs = Inputs.complete(session.servers(), Workload.INITIAL_LOAD, size, partitions)) {
                for (Contender contender : session.contenders(
                        "pass-through", "dsl-join-default", "dsl-join", "tributary", "tributary-small-heap", "flink")) {
                    session.progress("memory: " + contender.name() + ", " + size.orders() + " orders, " + size.users()
                            + " users");
                    try (Run run = Run.start(
                            session.servers(),
                            contender,
                            inputs.topics(),
                            partitions,
                            session.choices().runOptions())) {
                        Verdict verdict = run.watch(inputs.after(), DEADLINE).verdict();
                        Resident resident = ProcessStat.resident(run.pid());
                        session.found(Row.of("contender", contender.name())
                                .with("orders", size.orders())
                                .with("users", size.users())
                                .with("partitions", partitions)
                                .with("anonymousMb", resident.anonymous() / MEGA)
                                .with("fileMb", resident.file() / MEGA)
                                .with("stateMb", stateBytes(run) / MEGA)
                                .with("verdict", verdict.toString()));
                    } catch (ToolException e) {
                        session.note("  " + contender.name() + " failed: " + e.getMessage());
                    }
                }
            }
        }
    }

    private static double stateBytes(Run run) throws IOException {
        return Trees.bytes(run.task().stateDir()) + ProcessStat.scratchBytes(run.pid());
    }

    @Override
    public List<Exhibit> exhibits(Results results) {
        List<List<String>> lines = new ArrayList<>();
        List<Exhibit.Bar> bars = new ArrayList<>();
        for (String contender : Summaries.distinct(results.rows(), "contender")) {
            List<Row> rows = Summaries.where(results.rows(), "contender", contender);
            for (Row row : rows) {
                Row first = rows.stream()
                        .filter(other -> other.text("users").equals(row.text("users")))
                        .findFirst()
                        .orElseThrow();
                double millions = (row.number("orders") - first.number("orders")) / 1e6;
                lines.add(List.of(
                        contender,
                        Figures.count(row.number("orders")),
                        Figures.count(row.number("users")),
                        Figures.count(row.number("partitions")),
                        Figures.show(row.number("anonymousMb")),
                        Figures.show(row.number("fileMb")),
                        Figures.show(total(row)),
                        millions > 0 ? Figures.show((total(row) - total(first)) / millions) : "–",
                        Figures.show(row.number("stateMb")),
                        row.text("verdict")));
                bars.add(new Exhibit.Bar(
                        contender + ", " + Figures.show(row.number("orders") / 1e6) + "M, "
                                + Figures.count(row.number("users")) + " users",
                        List.of(row.number("anonymousMb"), row.number("fileMb"))));
            }
        }
        return List.of(
                new Exhibit.Table(
                        "Resident memory of the process, and its state on disk, with so many orders and users",
                        List.of(
                                "contender",
                                "orders",
                                "users",
                                "partitions",
                                "anonymous MB",
                                "files MB",
                                "together",
                                "more for a million orders",
                                "state on disk MB",
                                "result"),
                        lines),
                new Exhibit.Bars(
                        "memory",
                        "Resident memory once all orders are joined",
                        "megabytes",
                        List.of("anonymous", "mapped files"),
                        bars));
    }

    private static double total(Row row) {
        return row.number("anonymousMb") + row.number("fileMb");
    }
}
