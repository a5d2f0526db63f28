package dev.tributary.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.benchmarks.report.Exhibit;
import dev.tributary.benchmarks.report.Results;
import dev.tributary.benchmarks.report.Row;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThroughputExhibitsTest {

    @TempDir
    private Path folder;

    @Test
    void showsAStarBesideASteadyLoadOfTheSameRun() {
        Results results = Results.begin("throughput", folder);
        results.add(row("steady", "tributary", 10));
        results.add(row("steady", "tributary", 99).with("valid", false));
        results.add(row("steady", "flink", 40));
        results.add(row("steady", "tributary-before", 9));
        results.add(row("star", "tributary", 15));
        results.add(row("star", "flink", 120).with("right", false));

        assertThat(comparisons(results)).singleElement().satisfies(table -> {
            assertThat(table.title()).isEqualTo("star beside steady, CPU µs/order: 1,000 orders, 4 partitions");
            assertThat(table.rows())
                    .containsExactly(
                            List.of("tributary", "10.0", "15.0", "1.50", "1.00", "1.00"),
                            List.of("flink (wrong)", "40.0", "120", "3.00", "4.00", "8.00"),
                            List.of("tributary-before", "9.00", "–", "–", "0.900", "–"));
        });
    }

    @Test
    void comparesNothingThatWasNotMeasuredTogether() {
        Results results = Results.begin("throughput", folder);
        results.add(row("steady", "tributary", 10).with("revision", "abc"));
        results.add(row("star", "tributary", 15));
        results.add(row("star", "tributary", 15).with("partitions", 64).with("revision", "abc"));

        assertThat(comparisons(results)).isEmpty();
    }

    private static List<Exhibit.Table> comparisons(Results results) {
        return ThroughputExhibits.of(results).stream()
                .filter(exhibit ->
                        exhibit instanceof Exhibit.Table && exhibit.title().startsWith("star beside"))
                .map(Exhibit.Table.class::cast)
                .toList();
    }

    private static Row row(String workload, String contender, double cpu) {
        return Row.of("contender", contender)
                .with("workload", workload)
                .with("partitions", 4)
                .with("orders", 1_000)
                .with("valid", true)
                .with("right", true)
                .with("cpu", cpu);
    }
}
