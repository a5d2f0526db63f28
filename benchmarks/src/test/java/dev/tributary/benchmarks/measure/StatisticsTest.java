package dev.tributary.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {

    @Test
    void theMedianIsInTheMiddle() {
        assertThat(Statistics.median(List.of(9.0, 1.0, 2.0))).isEqualTo(2);
        assertThat(Statistics.median(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(2.5);
        assertThat(Statistics.median(List.of())).isNaN();
    }

    @Test
    void aDifferenceIsThatOfTheSmallerOne() {
        assertThat(Statistics.difference(10, 11)).isEqualTo(0.1, within(1e-9));
        assertThat(Statistics.difference(11, 10)).isEqualTo(0.1, within(1e-9));
    }
}
