package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FanOutPaceTest {

    private static final long NOT_BEHIND = 0;

    private final FanOutPace pace = new FanOutPace();
    private long now = 1_800_000_000_000L;

    @Test
    void givesHalfOfWhatIsLeftAndNothingThatIsNotWorthATransaction() {
        assertThat(IntStream.range(0, 8).map(i -> grant(1, NOT_BEHIND)))
                .containsExactly(2_048, 1_024, 512, 256, 128, 64, 0, 0);
    }

    @Test
    void givesEachPartitionSomethingInEachPeriod() {
        assertThat(IntStream.range(0, 8).map(partition -> grant(partition, NOT_BEHIND)))
                .containsExactly(2_048, 1_024, 512, 256, 128, 64, 64, 64);
        assertThat(grant(7, NOT_BEHIND)).isZero();
    }

    @Test
    void givesOneWhoseViewFollowsWhatAnotherOneMayNotHave() {
        assertThat(grant(0, 20_000)).isEqualTo(64);
        assertThat(grant(1, NOT_BEHIND)).isEqualTo((4_096 - 64) / 2);
        assertThat(grant(2, 15_000)).isEqualTo(64);
        assertThat(grant(2, 15_000)).isZero();
    }

    @Test
    void whatIsGivenBackIsThereForOthers() {
        assertThat(grant(0, NOT_BEHIND)).isEqualTo(2_048);
        pace.giveBack(2_047);
        assertThat(grant(1, NOT_BEHIND)).isEqualTo((4_096 - 1) / 2);
    }

    @Test
    void givesAgainInTheNextPeriod() {
        assertThat(grant(0, NOT_BEHIND)).isEqualTo(2_048);
        now += 24;
        assertThat(grant(0, NOT_BEHIND)).isEqualTo(1_024);
        now += 1;
        assertThat(grant(0, NOT_BEHIND)).isEqualTo(2_048);
    }

    @Test
    void doesNotWaitForAClockThatWasSetBack() {
        IntStream.range(0, 8).forEach(i -> grant(0, NOT_BEHIND));
        now -= 3_600_000;
        assertThat(grant(0, NOT_BEHIND)).isEqualTo(2_048);
    }

    @Test
    void givesTheLessTheFartherTheViewIsBehind() {
        assertThat(grant(0, 10_000)).isEqualTo(1_024);
        now += 25;
        assertThat(grant(0, 19_000)).isEqualTo(102);
        now += 25;
        assertThat(grant(0, 20_000)).isEqualTo(64);
        assertThat(grant(0, 20_000)).isZero();
        now += 25;
        assertThat(grant(0, Long.MAX_VALUE)).isEqualTo(64);
    }

    private int grant(int partition, long recordsBehind) {
        return pace.grant(partition, recordsBehind, now);
    }
}
