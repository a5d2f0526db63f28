package dev.tributary.tools.capturecheck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.tools.capturecheck.CaptureFinding.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaptureMonitorTest {

    @Test
    void countsFindingsByKindAndNamesThoseThatAreNot() {
        String metrics = CaptureMonitor.metrics(List.of(
                new CaptureFinding(Kind.TABLE, "a"),
                new CaptureFinding(Kind.TABLE, "b"),
                new CaptureFinding(Kind.ROW_FILTER, "c")));

        assertThat(metrics.lines().filter(line -> !line.startsWith("#")))
                .hasSize(Kind.values().length)
                .contains(
                        "tributary_capture_findings{finding=\"table\"} 2",
                        "tributary_capture_findings{finding=\"row-filter\"} 1",
                        "tributary_capture_findings{finding=\"row-security\"} 0");
    }
}
