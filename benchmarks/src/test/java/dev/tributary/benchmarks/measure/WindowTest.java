package dev.tributary.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class WindowTest {

    @Test
    void countsOnlyWhatHappensBetweenTheTwoShares() {
        List<Sample> samples = List.of(
                new Sample(0, 0, 900, 10),
                new Sample(1_000_000_000L, 200, 1_000, 100),
                new Sample(4_000_000_000L, 800, 1_600, 400),
                new Sample(9_000_000_000L, 1_000, 9_000, 9_000));

        Window window = Window.of(samples, 0.2, 0.8);

        assertThat(window).isEqualTo(new Window(3, 600, 300));
    }

    @Test
    void takesWhatIsBetweenTwoSamplesAsEven() {
        List<Sample> samples = List.of(new Sample(0, 1_000, 0, 0), new Sample(10_000_000_000L, 2_000, 1_000, 500));

        Window window = Window.of(samples, 0.2, 0.8);

        assertThat(window.seconds()).isEqualTo(6, within(1e-9));
        assertThat(window.clientCpu()).isEqualTo(600, within(1e-9));
        assertThat(window.brokerCpu()).isEqualTo(300, within(1e-9));
    }

    @Test
    void leavesOutTheTimeBeforeTheFirstRecord() {
        List<Sample> samples = List.of(
                new Sample(0, 0, 0, 0),
                new Sample(5_000_000_000L, 0, 5_000, 0),
                new Sample(6_000_000_000L, 100, 6_000, 0));

        assertThat(Window.of(samples, 0, 1).clientCpu()).isEqualTo(6_000);
        assertThat(Window.of(samples, 0.2, 0.8).clientCpu()).isEqualTo(600, within(1e-9));
    }
}
