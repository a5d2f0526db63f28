package dev.tributary.benchmarks;

import dev.tributary.benchmarks.report.Exhibit;
import dev.tributary.benchmarks.report.Figures;
import dev.tributary.benchmarks.report.Results;
import dev.tributary.benchmarks.report.Row;
import dev.tributary.benchmarks.workload.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A table and a chart for each workload and size, and the cost of a star beside that of one joined table. */
final class ThroughputExhibits {

    private static final String TRIBUTARY = "tributary";

    /** What the title of a table says of its rows beside the workload; empty where they do not say it. */
    private record Size(String partitions, String orders, String users) {

        static Size of(Row row) {
            return new Size(row.text("partitions"), row.text("orders"), row.text("users"));
        }

        /** @param joined what {@code users} are */
        String title(String joined) {
            return Figures.count(Double.parseDouble(orders)) + " orders, " + partitions + " partitions"
                    + (users.isEmpty() ? "" : ", " + Figures.count(Double.parseDouble(users)) + " " + joined);
        }
    }

    private ThroughputExhibits() {}

    static List<Exhibit> of(Results results) {
        List<Exhibit> exhibits = new ArrayList<>();
        List<Row> rows = results.rows();
        for (String workload : Summaries.distinct(rows, "workload")) {
            grouped(Summaries.where(rows, "workload", workload), Size::of)
                    .forEach((size, of) -> exhibits.addAll(of(Workload.named(workload), size, of)));
        }
        grouped(rows, Size::of).forEach((size, of) -> exhibits.addAll(comparisons(size, of)));
        return exhibits;
    }

    /** In the order in which the groups first come. */
    private static <K> Map<K, List<Row>> grouped(List<Row> rows, Function<Row, K> by) {
        return rows.stream().collect(Collectors.groupingBy(by, LinkedHashMap::new, Collectors.toList()));
    }

    private static List<Exhibit> of(Workload workload, Size size, List<Row> rows) {
        List<List<String>> lines = new ArrayList<>();
        List<Exhibit.Bar> bars = new ArrayList<>();
        for (String contender : Summaries.distinct(rows, "contender")) {
            List<Row> all = Summaries.where(rows, "contender", contender);
            List<Row> valid = valid(all);
            lines.add(List.of(
                    contender,
                    Figures.show(Summaries.median(valid, "cpu")),
                    Figures.show(Summaries.median(valid, "clientCpu")),
                    Figures.show(Summaries.median(valid, "brokerCpu")),
                    Figures.show(Summaries.median(valid, "ratio")),
                    Figures.show(Summaries.least(valid, "cpu")) + " – " + Figures.show(Summaries.most(valid, "cpu")),
                    Figures.count(Summaries.median(valid, "rate")),
                    Figures.show(Summaries.median(valid, "wholeSeconds")),
                    Summaries.where(all, "valid", true).size() + " of " + all.size(),
                    isRight(all) ? "right" : wrong(all)));
            double client = Summaries.median(valid, "clientCpu");
            if (!Double.isNaN(client)) {
                bars.add(new Exhibit.Bar(label(contender, all), List.of(client, Summaries.median(valid, "brokerCpu"))));
            }
        }
        String unit = workload.unit();
        return List.of(
                new Exhibit.Table(
                        "%s (%s): %s"
                                .formatted(
                                        workload.title(),
                                        workload.description(),
                                        size.title(workload == Workload.STAR ? "rows of each joined table" : "users")),
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
                        "throughput-" + workload.title() + "-" + size.partitions() + "-" + size.orders()
                                + (size.users().isEmpty() ? "" : "-" + size.users()),
                        "CPU for one " + unit + ", " + workload.title() + ", " + size.partitions() + " partitions",
                        "microseconds of CPU, client and broker, median of the valid rounds",
                        List.of("client", "broker"),
                        bars));
    }

    /** What three joined tables cost beside one. Figures of different revisions do not compare, so those kept from earlier runs are by themselves. */
    private static List<Exhibit> comparisons(Size size, List<Row> rows) {
        List<Exhibit> comparisons = new ArrayList<>();
        grouped(rows, row -> row.text("revision")).values().forEach(ofRevision -> {
            List<Row> steady = Summaries.where(ofRevision, "workload", Workload.STEADY.title());
            List<Row> star = Summaries.where(ofRevision, "workload", Workload.STAR.title());
            if (!steady.isEmpty() && !star.isEmpty()) {
                comparisons.add(comparison(size, steady, star));
            }
        });
        return comparisons;
    }

    private static Exhibit comparison(Size size, List<Row> steady, List<Row> star) {
        List<List<String>> lines = new ArrayList<>();
        List<Row> both = new ArrayList<>(steady);
        both.addAll(star);
        for (String contender : Summaries.distinct(both, "contender")) {
            double ofSteady = cpu(steady, contender);
            double ofStar = cpu(star, contender);
            lines.add(List.of(
                    label(contender, Summaries.where(both, "contender", contender)),
                    Figures.show(ofSteady),
                    Figures.show(ofStar),
                    Figures.show(ofStar / ofSteady),
                    Figures.show(ofSteady / cpu(steady, TRIBUTARY)),
                    Figures.show(ofStar / cpu(star, TRIBUTARY))));
        }
        return new Exhibit.Table(
                "star beside steady, CPU µs/order: " + size.title("rows of each joined table"),
                List.of("contender", "steady", "star", "star : steady", "steady, × tributary", "star, × tributary"),
                lines);
    }

    private static double cpu(List<Row> rows, String contender) {
        return Summaries.median(valid(Summaries.where(rows, "contender", contender)), "cpu");
    }

    /** All if none is valid. */
    private static List<Row> valid(List<Row> rows) {
        List<Row> valid = Summaries.where(rows, "valid", true);
        return valid.isEmpty() ? rows : valid;
    }

    private static boolean isRight(List<Row> rows) {
        return rows.stream().allMatch(row -> row.is("right", true));
    }

    private static String label(String contender, List<Row> rows) {
        return isRight(rows) ? contender : contender + " (wrong)";
    }

    private static String wrong(List<Row> rows) {
        return rows.stream()
                .filter(row -> !row.is("right", true))
                .findFirst()
                .map(row -> row.text("verdict"))
                .orElse("");
    }
}
