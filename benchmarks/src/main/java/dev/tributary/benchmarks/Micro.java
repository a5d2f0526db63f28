package dev.tributary.benchmarks;

import dev.tributary.benchmarks.report.Exhibit;
import dev.tributary.benchmarks.report.Figures;
import dev.tributary.benchmarks.report.Results;
import dev.tributary.benchmarks.report.Row;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** All JMH benchmarks, of the package {@code micro} and of the join, each in a JVM of its own, with what they allocate. */
final class Micro implements Benchmark {

    private static final String ALLOCATED = "gc.alloc.rate.norm";

    @Override
    public String name() {
        return "micro";
    }

    @Override
    public String question() {
        return "What do the parts cost on their own?";
    }

    @Override
    public boolean needsServers() {
        return false;
    }

    @Override
    public void run(Session session) throws Exception {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("dev\\.tributary\\.(benchmarks\\.micro|enrich)\\..*")
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .forks(session.choices().rounds(2))
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(session.choices().seconds(2)))
                .measurementIterations(5)
                .measurementTime(TimeValue.seconds(session.choices().seconds(2)))
                .jvmArgsAppend("-Xmx1g", "-XX:+UseSerialGC");
        for (RunResult run : new Runner(options.build()).run()) {
            Result<?> time = run.getPrimaryResult();
            Result<?> allocated = run.getSecondaryResults().get(ALLOCATED);
            String[] path = run.getParams().getBenchmark().split("\\.", -1);
            session.found(Row.of("benchmark", path[path.length - 2] + "." + path[path.length - 1])
                    .with("score", time.getScore())
                    .with("error", time.getScoreError())
                    .with("unit", time.getScoreUnit())
                    .with("allocatedBytes", allocated == null ? Double.NaN : allocated.getScore()));
        }
    }

    @Override
    public List<Exhibit> exhibits(Results results) {
        List<List<String>> lines = new ArrayList<>();
        for (Row row : results.rows()) {
            lines.add(List.of(
                    row.text("benchmark"),
                    Figures.show(row.number("score")),
                    "± " + Figures.show(row.number("error")),
                    row.text("unit"),
                    Figures.count(row.number("allocatedBytes"))));
        }
        return List.of(new Exhibit.Table(
                "JMH, one call", List.of("benchmark", "score", "99.9 %", "unit", "bytes allocated"), lines));
    }
}
