package dev.tributary.benchmarks;

import dev.tributary.benchmarks.report.Exhibit;
import dev.tributary.benchmarks.report.Figures;
import dev.tributary.benchmarks.report.Results;
import dev.tributary.benchmarks.report.Row;
import dev.tributary.benchmarks.workload.Workload;
import java.util.ArrayList;
import java.util.List;

/** A table and a chart for each workload and size. */
final class ThroughputExhibits {

    private ThroughputExhibits() {}

    static List<Exhibit> of(Results results) {
        List<Exhibit> exhibits = new ArrayList<>();
        List<Row> rows = results.rows();
        for (String workload : Summaries.distinct(rows, "workload")) {
            List<Row> ofWorkload = Summaries.where(rows, "workload", workload);
            for (String partitions : Summaries.distinct(ofWorkload, "partitions")) {
                List<Row> ofPartitions = Summaries.where(ofWorkload, "partitions", partitions);
                for (String orders : Summaries.distinct(ofPartitions, "orders")) {
                    List<Row> ofOrders = Summaries.where(ofPartitions, "orders", orders);
                    for (String users : Summaries.distinct(ofOrders, "users")) {
                        exhibits.addAll(of(
                                Workload.named(workload),
                                partitions,
                                users,
                                ofOrders.stream()
                                        .filter(row -> row.text("users").equals(users))
                                        .toList()));
                    }
                }
            }
        }
        return exhibits;
    }

    private static List<Exhibit> of(Workload workload, String partitions, String users, List<Row> rows) {
        double orders = rows.getFirst().number("orders");
        String title = "%s (%s): %s orders, %s partitions%s"
                .formatted(
                        workload.title(),
                        workload.description(),
                        Figures.count(orders),
                        partitions,
                        users.isEmpty() ? "" : ", " + Figures.count(Double.parseDouble(users)) + " users");
        List<List<String>> lines = new ArrayList<>();
        List<Exhibit.Bar> bars = new ArrayList<>();
        for (String contender : Summaries.distinct(rows, "contender")) {
            List<Row> all = Summaries.where(rows, "contender", contender);
            List<Row> steady = Summaries.where(all, "valid", true);
            List<Row> valid = steady.isEmpty() ? all : steady;
            boolean right = all.stream().allMatch(row -> row.is("right", true));
            lines.add(List.of(
                    contender,
                    Figures.show(Summaries.median(valid, "cpu")),
                    Figures.show(Summaries.median(valid, "clientCpu")),
                    Figures.show(Summaries.median(valid, "brokerCpu")),
                    Figures.show(Summaries.median(valid, "ratio")),
                    Figures.show(Summaries.least(valid, "cpu")) + " – " + Figures.show(Summaries.most(valid, "cpu")),
                    Figures.count(Summaries.median(valid, "rate")),
                    Figures.show(Summaries.median(valid, "wholeSeconds")),
                    steady.size() + " of " + all.size(),
                    right ? "right" : wrong(all)));
            double client = Summaries.median(valid, "clientCpu");
            if (!Double.isNaN(client)) {
                bars.add(new Exhibit.Bar(
                        right ? contender : contender + " (wrong)",
                        List.of(client, Summaries.median(valid, "brokerCpu"))));
            }
        }
        String unit = workload.unit();
        return List.of(
                new Exhibit.Table(
                        title,
                        List.of(
                                "contender",
                                "CPU µs/" + unit,
                                "client",
                                "broker",
                                "× pass-through",
                                "least – most",
                                unit + "s/s",
                                "whole run s",
                                "valid rounds",
                                "result"),
                        lines),
                new Exhibit.Bars(
                        "throughput-" + workload.title() + "-" + partitions + "-" + Math.round(orders)
                                + (users.isEmpty() ? "" : "-" + users),
                        "CPU for one " + unit + ", " + workload.title() + ", " + partitions + " partitions",
                        "microseconds of CPU, client and broker, median of the valid rounds",
                        List.of("client", "broker"),
                        bars));
    }

    private static String wrong(List<Row> rows) {
        return rows.stream()
                .filter(row -> !row.is("right", true))
                .findFirst()
                .map(row -> row.text("verdict"))
                .orElse("");
    }
}
