package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FanOutPaceTest {

    private static final long NOT_BEHIND = 0;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final FanOutPace pace = new FanOutPace(nanos::get);

    @Test
    void givesHalfOfWhatIsLeftAndNeverNothing() {
        assertThat(IntStream.range(0, 8).map(i -> pace.grant(NOT_BEHIND)))
                .containsExactly(2_048, 1_024, 512, 256, 128, 64, 64, 64);
    }

    @Test
    void givesOneWhoseViewFollowsWhatAnotherOneMayNotHave() {
        assertThat(pace.grant(20_000)).isEqualTo(64);
        assertThat(pace.grant(NOT_BEHIND)).isEqualTo((4_096 - 64) / 2);
        assertThat(pace.grant(10_000)).isEqualTo(64);
    }

    @Test
    void givesAnewInTheNextPeriod() {
        assertThat(pace.grant(NOT_BEHIND)).isEqualTo(2_048);
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(24));
        assertThat(pace.grant(NOT_BEHIND)).isEqualTo(1_024);
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(pace.grant(NOT_BEHIND)).isEqualTo(2_048);
    }

    @Test
    void givesTheLessTheFartherTheViewIsBehind() {
        assertThat(pace.grant(10_000)).isEqualTo(1_024);
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(25));
        assertThat(pace.grant(19_000)).isEqualTo(102);
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(25));
        assertThat(pace.grant(20_000)).isEqualTo(64);
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(25));
        assertThat(pace.grant(Long.MAX_VALUE)).isEqualTo(64);
    }
}
