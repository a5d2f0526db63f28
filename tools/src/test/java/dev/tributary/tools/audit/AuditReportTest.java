package dev.tributary.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditReportTest {

    private static final Duration TOOK = Duration.ofMillis(2_340);

    @Test
    void saysHowManyRowsWereCompared() {
        AuditReport report = new AuditReport.Equal("orders", 12_345, List.of(), TOOK);

        assertThat(report.isEqual()).isTrue();
        assertThat(report.describe()).isEqualTo("equal: 12,345 orders compared, every column the same (2.3 s)");
    }

    @Test
    void saysWhereElseTheyWereCompared() {
        assertThat(new AuditReport.Equal("orders", 1, List.of("over HTTP"), TOOK).describe())
                .isEqualTo("equal: 1 orders compared, every column the same, in the topic and over HTTP (2.3 s)");
        assertThat(new AuditReport.Equal("orders", 1, List.of("over HTTP", "in the reporting database"), TOOK)
                        .describe())
                .isEqualTo("equal: 1 orders compared, every column the same, in the topic, over HTTP and in the"
                        + " reporting database (2.3 s)");
    }

    @Test
    void showsTheFirstDifferencesAndHowManyMore() {
        AuditReport report = new AuditReport.Different(
                "orders", 100, 12, List.of(new Difference.MissingRow("order 7", Difference.Place.TOPIC)), true, TOOK);

        assertThat(report.isEqual()).isFalse();
        assertThat(report.describe().lines())
                .containsExactly(
                        "different: 100 orders compared, 12 differences (2.3 s); the tables are still being written:"
                                + " stop the writers",
                        "  order 7 is missing from the topic",
                        "  … and 11 more",
                        "  A change that could not be processed is a dead letter: tributary dead-letters list");
    }

    @Test
    void saysWhatWasStillMissing() {
        assertThat(new AuditReport.NotQuiescent("the connector", false, TOOK).describe())
                .isEqualTo("not compared: after 2.3 s still waiting for the connector");
    }
}
