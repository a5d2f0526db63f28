package dev.tributary.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {

    @TempDir
    private Path folder;

    @Test
    void keepsWhatWasMeasuredEarlierAndNotAgain() {
        Results earlier = Results.begin("throughput", folder);
        earlier.add(row("a", 4).with("cpu", 1.0));
        earlier.add(row("a", 64).with("cpu", 2.0));
        earlier.add(row("b", 4).with("cpu", 3.0));
        earlier.write(folder);
        Results now = Results.begin("throughput", folder);
        now.add(row("a", 4).with("cpu", 9.0));

        Results.read(folder, "throughput").ifPresent(now::keep);
        now.write(folder);

        Optional<Results> read = Results.read(folder, "throughput");
        assertThat(read)
                .hasValueSatisfying(results -> assertThat(results.rows())
                        .extracting(
                                row -> row.text("contender"), row -> row.number("partitions"), row -> row.number("cpu"))
                        .containsExactly(tuple("a", 64.0, 2.0), tuple("b", 4.0, 3.0), tuple("a", 4.0, 9.0)));
        assertThat(read.orElseThrow().rows())
                .extracting(row -> row.has("revision"))
                .containsExactly(true, true, false);
    }

    /** Else a figure would be taken for one of the machine that is named beside it. */
    @Test
    void saysOfWhichProcessorWhatWasKeptIs() throws IOException {
        Results earlier = Results.begin("throughput", folder);
        earlier.add(row("a", 64));
        earlier.write(folder);
        Path file = Results.file(folder, "throughput");
        Files.writeString(file, Files.readString(file).replaceFirst("\"cpu\" : \"[^\"]*\"", "\"cpu\" : \"Other CPU\""));
        Results now = Results.begin("throughput", folder);
        now.add(row("a", 4));

        Results.read(folder, "throughput").ifPresent(now::keep);

        assertThat(now.provenance()).containsPattern("\\(some at .* on Other CPU\\)");
    }

    private static Row row(String contender, int partitions) {
        return Row.of("contender", contender).with("partitions", partitions);
    }
}
