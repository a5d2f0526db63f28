package dev.tributary.benchmarks;

import dev.tributary.benchmarks.contender.Contender;
import dev.tributary.benchmarks.contender.Contenders;
import dev.tributary.benchmarks.contender.Output;
import dev.tributary.benchmarks.measure.Statistics;
import dev.tributary.benchmarks.report.Exhibit;
import dev.tributary.benchmarks.report.Results;
import dev.tributary.benchmarks.report.Row;
import dev.tributary.benchmarks.run.Inputs;
import dev.tributary.benchmarks.workload.DataSet;
import dev.tributary.benchmarks.workload.Workload;
import dev.tributary.benchmarks.workload.Workload.Size;
import dev.tributary.tools.ToolException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What an order costs, of each contender on each workload, beside a pass-through of the same bytes. */
final class Throughput implements Benchmark {

    /** Two pass-throughs around a round that differ by more make it invalid: something else was going on. */
    private static final double STEADINESS = 0.10;

    private static final int WARM_UPS = 4;
    /** Smaller runs only try things out. */
    private static final int WORTH_A_WARM_UP = 100_000;

    private static final String[] OF_SHOP = {
        "pass-through-transactional",
        "streams-identity",
        "two-hops",
        "dsl-join-default",
        "dsl-join",
        "tributary",
        "tributary-throughput",
        "flink",
        "flink-default"
    };

    /** Those that copy orders would find the same as without joined tables. */
    private static final String[] OF_STAR = {"dsl-join", "tributary", "tributary-throughput", "flink", "flink-default"};

    private final int repeats;

    /** A round that is invalid is repeated once. */
    Throughput() {
        this(2);
    }

    /** @param repeats how often a round is tried until it is valid */
    Throughput(int repeats) {
        this.repeats = repeats;
    }

    @Override
    public String name() {
        return "throughput";
    }

    @Override
    public String question() {
        return "What does an order cost, and how many go through in a second?";
    }

    @Override
    public void run(Session session) throws Exception {
        Choices choices = session.choices();
        List<String> workloads =
                choices.workloads().isEmpty() ? List.of("initial-load", "steady", "star") : choices.workloads();
        session.results().parameter("jvm", String.join(" ", choices.flags()));
        for (int partitions : choices.partitions(4)) {
            for (Size size : choices.sizes(1_000_000)) {
                for (String workload : workloads) {
                    run(session, Workload.named(workload), size, partitions);
                }
            }
        }
    }

    private void run(Session session, Workload workload, Size size, int partitions)
            throws IOException, InterruptedException {
        List<Contender> contenders = new ArrayList<>(session.contenders(workload == Workload.STAR ? OF_STAR : OF_SHOP));
        contenders.remove(Contenders.PASS_THROUGH);
        contenders.removeIf(contender -> !knows(session, contender, workload.dataSet()));
        int rounds = session.choices().rounds(3);
        session.progress("Writing " + workload.title() + ", " + size.orders() + " orders");
        try (Inputs complete = Inputs.complete(session.servers(), workload, size, partitions)) {
            Measured measured = new Measured(session, workload, size, partitions, complete);
            if (size.orders() >= WORTH_A_WARM_UP) {
                measured.warmUp();
            }
            double before = measured.passThrough("start");
            int valid = 0;
            for (int attempt = 1; valid < rounds && attempt <= repeats * rounds; attempt++) {
                List<Row> round = new ArrayList<>();
                for (Contender contender : contenders) {
                    round.add(measured.contender(contender, "round " + attempt));
                }
                Collections.reverse(contenders);
                double after = measured.passThrough("round " + attempt);
                boolean steady = Statistics.difference(before, after) <= STEADINESS;
                valid += steady ? 1 : 0;
                for (Row row : round) {
                    session.found(row.with("round", attempt)
                            .with("valid", steady)
                            .with("ratio", row.number("cpu") / ((before + after) / 2)));
                }
                if (!steady) {
                    session.note("  round " + attempt + " is invalid: its pass-throughs took "
                            + String.format(Locale.ROOT, "%.2f and %.2f µs", before, after));
                }
                before = after;
            }
        }
    }

    private static boolean knows(Session session, Contender contender, DataSet dataSet) {
        boolean known = contender.knows(dataSet);
        if (!known) {
            session.note("  " + contender.name() + " is absent: it cannot join the tables of " + dataSet.name());
        }
        return known;
    }

    /** The runs on one workload. */
    private record Measured(Session session, Workload workload, Size size, int partitions, Inputs complete) {

        /** Until the broker is compiled: two pass-throughs cost the same. */
        void warmUp() throws IOException, InterruptedException {
            double before = Double.NaN;
            for (int i = 1; i <= WARM_UPS; i++) {
                double now = contender(Contenders.PASS_THROUGH, "warm-up " + i).number("cpu");
                if (Statistics.difference(before, now) <= STEADINESS) {
                    return;
                }
                before = now;
            }
        }

        /** Microseconds of CPU an order. */
        double passThrough(String round) throws IOException, InterruptedException {
            Row row = contender(Contenders.PASS_THROUGH, round);
            session.found(row.with("valid", row.is("right", true)).with("ratio", 1.0));
            return row.number("cpu");
        }

        Row contender(Contender contender, String round) throws IOException, InterruptedException {
            String title = workload.title() + ", " + partitions + " partitions, " + size.orders() + " orders";
            session.progress(title + ", " + round + ": " + contender.name());
            Row row = Row.of("contender", contender.name())
                    .with("workload", workload.title())
                    .with("partitions", partitions)
                    .with("orders", size.orders());
            if (!size.equals(Size.of(size.orders()))) {
                row.with("users", size.users());
            }
            try {
                SaturatedRun saturated = new SaturatedRun(
                        session.servers(), contender, session.choices().runOptions());
                boolean held = workload.hasPrelude() && contender.output() == Output.JOINED;
                row = held
                        ? saturated.behindGate(workload, size, partitions, row)
                        : saturated.on(complete, partitions, row);
            } catch (ToolException e) {
                row.with("verdict", "failed").with("right", false);
                session.note("  " + contender.name() + " failed: " + e.getMessage());
            }
            session.progress(title + ", " + round + ": " + contender.name() + " " + row.text("cpu") + " µs, "
                    + row.text("verdict"));
            return row;
        }
    }

    @Override
    public List<Exhibit> exhibits(Results results) {
        return ThroughputExhibits.of(results);
    }
}
