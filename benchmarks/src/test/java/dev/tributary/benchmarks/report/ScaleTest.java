package dev.tributary.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScaleTest {

    @Test
    void aLinearScaleBeginsAtZeroAndHasRoundTicks() {
        Scale scale = Scale.of(List.of(3.0, 87.0), false, 0, 100);

        assertThat(scale.ticks()).containsExactly(0.0, 20.0, 40.0, 60.0, 80.0, 100.0);
        assertThat(scale.at(50)).isEqualTo(50, within(1e-9));
    }

    @Test
    void aLogarithmicScaleGoesFromPowerToPower() {
        Scale scale = Scale.of(List.of(3.0, 870.0), true, 0, 300);

        assertThat(scale.ticks()).containsExactly(1.0, 10.0, 100.0, 1_000.0);
        assertThat(scale.at(10)).isEqualTo(100, within(1e-9));
    }
}
