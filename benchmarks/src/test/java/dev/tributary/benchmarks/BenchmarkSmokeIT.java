package dev.tributary.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.benchmarks.report.Page;
import dev.tributary.benchmarks.report.Results;
import dev.tributary.benchmarks.run.Servers;
import dev.tributary.tools.ProgressLine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The harness on the real servers: who is right is found right, who is wrong is found wrong, and all of it is written down. */
class BenchmarkSmokeIT {

    private static final int ORDERS = 5_000;

    @TempDir
    Path folder;

    @Test
    void tellsRightFromWrongAndWritesItDown() throws Exception {
        Choices choices = new Choices(
                List.of("tributary", "dsl-join", "dropping-copy"),
                List.of("initial-load", "star"),
                List.of(4),
                List.of(ORDERS),
                List.of(),
                1,
                1,
                0,
                quickStart());
        Benchmark benchmark = new Throughput(1);
        StringWriter said = new StringWriter();

        try (Servers servers = Servers.start()) {
            Results results = Results.begin("throughput", servers.project());
            ProgressLine progress = new ProgressLine(new PrintWriter(said));
            benchmark.run(
                    new Session(choices, servers, servers.project(), results, progress, List.of(new DroppingCopy())));
            results.write(folder);
        }
        Results read = Results.read(folder, "throughput").orElseThrow();
        new Page(folder.resolve("performance.md")).show(read, "Title", benchmark.exhibits(read));

        assertThat(verdicts(read, "pass-through")).as(said.toString()).containsOnly("right");
        assertThat(verdicts(read, "tributary")).as(said.toString()).containsOnly("right");
        assertThat(verdicts(read, "dsl-join")).as(said.toString()).containsOnly("right");
        assertThat(verdicts(read, "dropping-copy"))
                .containsOnly("wrong: 1 of 5,000 orders differ, after 4,999 records");
        assertThat(Files.readString(folder.resolve("performance.md")))
                .contains(
                        "| tributary |",
                        "wrong: 1 of 5,000 orders differ, after 4,999 records",
                        "initial-load",
                        "star");
        assertThat(folder.resolve("performance/throughput-initial-load-4-5000.svg"))
                .isNotEmptyFile();
    }

    private static List<String> quickStart() {
        List<String> flags = new ArrayList<>(Choices.FLAGS);
        flags.add("-XX:TieredStopAtLevel=1");
        return flags;
    }

    private static List<String> verdicts(Results results, String contender) {
        return results.rows().stream()
                .filter(row -> row.is("contender", contender))
                .map(row -> row.text("verdict"))
                .toList();
    }
}
