package dev.tributary.tools.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PacerTest {

    private final AtomicLong clock = new AtomicLong(-5_000_000_000L);

    private Pacer pacer(int rate) {
        return new Pacer(rate, clock::get, nanos -> {
            clock.addAndGet(nanos);
            return true;
        });
    }

    @Test
    void keepsTheRateWithoutDrift() {
        Pacer pacer = pacer(300);
        long start = clock.get();
        for (int i = 0; i < 30_000; i++) {
            pacer.await(1);
        }
        pacer.await(1);

        assertThat(clock.get() - start).isEqualTo(Duration.ofSeconds(100).toNanos());
    }

    @Test
    void spreadsChangesEvenly() {
        Pacer pacer = pacer(100);
        pacer.await(1);
        for (int i = 0; i < 1_000; i++) {
            long before = clock.get();
            pacer.await(1);
            assertThat(clock.get() - before).isEqualTo(Duration.ofMillis(10).toNanos());
        }
    }

    @Test
    void makesUpForASmallDelayButNotForAnOutage() {
        Pacer pacer = pacer(100);
        pacer.await(1);
        clock.addAndGet(Duration.ofSeconds(60).toNanos());
        long back = clock.get();
        int atOnce = 0;
        while (clock.get() == back) {
            pacer.await(1);
            atOnce++;
        }

        assertThat(atOnce).isBetween(20, 30);
    }

    @Test
    void whatWasGivenBackIsMadeUpFor() {
        Pacer pacer = pacer(10);
        pacer.await(5);
        pacer.giveBack(5);
        long before = clock.get();
        pacer.await(1);

        assertThat(clock.get()).isEqualTo(before);
    }

    @Test
    void zeroMeansAsFastAsPossible() {
        Pacer pacer = pacer(0);
        long before = clock.get();
        for (int i = 0; i < 1_000; i++) {
            assertThat(pacer.await(100)).isTrue();
        }

        assertThat(clock.get()).isEqualTo(before);
    }
}
