package dev.tributary.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {

    private static final List<Exhibit> EXHIBITS = List.of(
            new Exhibit.Table("What it took", List.of("who", "µs"), List.of(List.of("one", "3.50"))),
            new Exhibit.Bars("cost", "Cost", "µs", List.of("client"), List.of(new Exhibit.Bar("a & b", List.of(3.5)))),
            new Exhibit.Lines(
                    "curve",
                    "Curve",
                    new Exhibit.Axis("rows", true),
                    new Exhibit.Axis("ms", false),
                    List.of(new Exhibit.Line(
                            "one", List.of(new Exhibit.Point(1, 5), new Exhibit.Point(1_000_000, 50))))));

    @TempDir
    Path folder;

    @Test
    void replacesItsSectionAndLeavesTheProseAround() throws IOException {
        Path file = folder.resolve("performance.md");
        Files.writeString(
                file, "# Performance\n\nBefore.\n\n<!-- benchmark:x -->\nold\n<!-- /benchmark:x -->\n\nAfter.\n");

        new Page(file).show(results(), "Title", EXHIBITS);
        new Page(file).show(results(), "Title", EXHIBITS);

        assertThat(Files.readString(file))
                .startsWith("# Performance\n\nBefore.\n\n<!-- benchmark:x -->")
                .endsWith("<!-- /benchmark:x -->\n\nAfter.\n")
                .contains("| one | 3.50 |", "(performance/cost.svg)", "speed 5")
                .doesNotContain("old", "## Title");
    }

    @Test
    void addsASectionThatThePageDoesNotHave() throws IOException {
        Path file = folder.resolve("performance.md");

        new Page(file).show(results(), "Title", EXHIBITS);

        assertThat(Files.readString(file)).contains("## Title", "<!-- benchmark:x -->");
        assertThat(Files.readString(folder.resolve("performance/cost.svg")))
                .startsWith("<svg")
                .endsWith("</svg>\n")
                .contains("a &amp; b", "prefers-color-scheme: dark", ">µs<");
        assertThat(Files.readString(folder.resolve("performance/curve.svg"))).contains(">rows<", ">ms<", ">1M<");
    }

    @Test
    void resultsAreReadAsTheyWereWritten() {
        Results written = results();
        written.add(Row.of("contender", "one").with("cpu", 12.3456789).with("right", true));
        written.write(folder);

        Results read = Results.read(folder, "x").orElseThrow();

        assertThat(read.provenance()).isEqualTo(written.provenance());
        assertThat(read.rows().getFirst().number("cpu")).isEqualTo(12.35);
        assertThat(read.rows().getFirst().is("right", true)).isTrue();
        assertThat(Results.read(folder, "never run")).isEmpty();
    }

    private Results results() {
        Results results = Results.begin("x", folder);
        results.parameter("speed", 5);
        return results;
    }
}
