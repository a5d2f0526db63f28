package dev.tributary.tools.capturecheck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.tools.Postgres;
import dev.tributary.tools.capturecheck.CaptureFinding.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
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

    @Test
    void countsNothingWhileTheDatabaseCannotBeRead() {
        CaptureCheck away = new CaptureCheck(
                new Postgres("jdbc:postgresql://127.0.0.1:1/shop?user=shop"), CaptureSettings.defaults());
        Deque<CaptureMonitor.Check> checks = new ArrayDeque<>(List.of(List::of, away::findings, List::of, () -> {
            throw new IllegalStateException("unexpected");
        }));
        try (CaptureMonitor monitor =
                new CaptureMonitor(() -> checks.removeFirst().findings())) {
            monitor.run();
            assertThat(monitor.metrics()).contains("tributary_capture_findings{finding=\"table\"} 0");
            monitor.run();
            assertThat(monitor.metrics()).isEmpty();
            monitor.run();
            assertThat(monitor.metrics()).isNotEmpty();
            monitor.run();
            assertThat(monitor.metrics()).isEmpty();
        }
    }
}
