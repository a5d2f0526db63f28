package dev.tributary.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.management.InstanceNotFoundException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class AppMetricsTest {

    private static final String BEAN = "dev.tributary:type=under-test,route=getOrder";

    @Test
    void countsDurationsByTheirUpperBounds() throws Exception {
        try (AppMetrics metrics = new AppMetrics()) {
            Histogram histogram =
                    metrics.histogram("under-test", "Durations", Map.of("route", "getOrder"), 0.0025, 0.05, 1);

            histogram.record(TimeUnit.MICROSECONDS.toNanos(2_500));
            histogram.record(TimeUnit.MICROSECONDS.toNanos(2_501));
            histogram.record(TimeUnit.MILLISECONDS.toNanos(1_000));
            histogram.record(TimeUnit.SECONDS.toNanos(3));
            histogram.record(-5);

            assertThat(attribute("le-0.0025")).isEqualTo(2);
            assertThat(attribute("le-0.05")).isEqualTo(3);
            assertThat(attribute("le-1")).isEqualTo(4);
            assertThat(attribute("le-+Inf")).isEqualTo(5);
            assertThat(attribute("sum-ms")).isEqualTo(4_005);
        }
        assertThatThrownBy(() -> attribute("le-1")).isInstanceOf(InstanceNotFoundException.class);
    }

    @Test
    void boundsAscend() {
        assertThatThrownBy(() -> new Histogram(1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static long attribute(String name) throws Exception {
        return (Long) ManagementFactory.getPlatformMBeanServer().getAttribute(new ObjectName(BEAN), name);
    }
}
