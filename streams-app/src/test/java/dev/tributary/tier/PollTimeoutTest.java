package dev.tributary.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PollTimeoutTest {

    private static final Duration ASKED = Duration.ofMillis(10);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE);
    private final PollTimeout timeout = new PollTimeout(nanos::get);

    @Test
    void isAsAskedForASecondAfterTheLastWorkAndLongerThen() {
        pass(Duration.ofMillis(999));
        assertThat(timeout.of(ASKED)).isEqualTo(ASKED);
        pass(Duration.ofMillis(1));
        assertThat(timeout.of(ASKED)).isEqualTo(PollTimeout.IDLE);

        timeout.noteWork();
        assertThat(timeout.of(ASKED)).isEqualTo(ASKED);
    }

    @Test
    void countsTheTimeForWhichRecordsWereProcessedAsWork() {
        timeout.ended(true);
        pass(Duration.ofSeconds(5));
        assertThat(timeout.of(ASKED)).isEqualTo(ASKED);

        timeout.ended(false);
        pass(Duration.ofMillis(999));
        assertThat(timeout.of(ASKED)).isEqualTo(ASKED);
        pass(Duration.ofMillis(1));
        assertThat(timeout.of(ASKED)).isEqualTo(PollTimeout.IDLE);
    }

    /** Streams is stopping, or gives partitions away. */
    @Test
    void isNoneIfNoneIsAskedFor() {
        pass(Duration.ofMinutes(1));

        assertThat(timeout.of(Duration.ZERO)).isEqualTo(Duration.ZERO);
    }

    @Test
    void isNeverShorterThanAsked() {
        pass(Duration.ofMinutes(1));

        assertThat(timeout.of(Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(1));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
