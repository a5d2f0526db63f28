package dev.tributary.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PollWaitTest {

    private static final Duration ASKED = Duration.ofMillis(10);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE);
    private final PollWait wait = new PollWait(nanos::get);

    @Test
    void isAsAskedForASecondAfterTheLastWorkAndLongerThen() {
        pass(Duration.ofMillis(999));
        assertThat(wait.of(ASKED)).isEqualTo(ASKED);
        pass(Duration.ofMillis(1));
        assertThat(wait.of(ASKED)).isEqualTo(PollWait.IDLE);

        wait.noteWork();
        assertThat(wait.of(ASKED)).isEqualTo(ASKED);
    }

    @Test
    void countsTheTimeForWhichRecordsWereProcessedAsWork() {
        wait.ended(true);
        pass(Duration.ofSeconds(5));
        assertThat(wait.of(ASKED)).isEqualTo(ASKED);

        wait.ended(false);
        pass(Duration.ofMillis(999));
        assertThat(wait.of(ASKED)).isEqualTo(ASKED);
        pass(Duration.ofMillis(1));
        assertThat(wait.of(ASKED)).isEqualTo(PollWait.IDLE);
    }

    /** Streams is stopping, or gives partitions away. */
    @Test
    void isNoneIfNoneIsAskedFor() {
        pass(Duration.ofMinutes(1));

        assertThat(wait.of(Duration.ZERO)).isEqualTo(Duration.ZERO);
    }

    @Test
    void isNeverShorterThanAsked() {
        pass(Duration.ofMinutes(1));

        assertThat(wait.of(Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(1));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
