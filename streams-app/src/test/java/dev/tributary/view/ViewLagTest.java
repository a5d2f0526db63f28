package dev.tributary.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViewLagTest {

    private final TestStores test = new TestStores();
    private final AtomicInteger completed = new AtomicInteger();
    private EndOffsets ends = partitions -> Map.of();
    private final ViewLag lag = new ViewLag(test.stores, asked -> ends.of(asked), 3, completed::incrementAndGet);

    @AfterEach
    void close() {
        lag.close();
    }

    @Test
    void knowsHowFarEachPartitionIsBehind() {
        test.hold(0, 90);
        test.hold(1, 100);
        ends(Map.of(0, test.end(100), 1, test.end(100), 2, test.end(100)));

        lag.look();

        assertThat(lag.of(0)).hasValue(10);
        assertThat(lag.of(1)).hasValue(0);
        assertThat(lag.of(2)).as("it is not here").isEmpty();
        assertThat(lag.lastEnds()).containsOnlyKeys(0, 1, 2);
    }

    @Test
    void knowsNothingMoreWhenTheBrokerDoesNotAnswer() {
        test.hold(0, 100);
        ends(Map.of(0, test.end(100)));
        lag.look();

        ends = partitions -> {
            throw new ExecutionException(new TimeoutException("no answer"));
        };
        lag.look();

        assertThat(lag.of(0)).isEmpty();
    }

    @Test
    void addsUpWhatItOwns() {
        test.own(0, 90);
        test.own(1, 95);
        test.hold(2, 10);
        ends(Map.of(0, test.end(100), 1, test.end(100), 2, test.end(100)));

        lag.look();

        assertThat(lag.ofOwned()).isEqualTo(15);
    }

    @Test
    void keepsPartitionsServedThatAreCurrent() {
        ViewStore current = test.own(0, 100);
        ViewStore stuck = test.own(1, 100);
        current.progress().catchUpTo(1, test.end(100));
        stuck.progress().catchUpTo(1, test.end(100));
        assertThat(test.stores.isActive(0)).isTrue();
        assertThat(test.stores.isActive(1)).isTrue();

        test.nanos.addAndGet(TestStores.TERM.toNanos() - 1);
        ends(Map.of(0, test.end(100), 1, test.end(120)));
        lag.look();
        test.nanos.addAndGet(1);

        assertThat(test.stores.isActive(0)).isTrue();
        assertThat(test.stores.isActive(1)).isFalse();
    }

    /** A standby that is nearly complete may be read; the marker of a transaction counts as a record. */
    @ParameterizedTest
    @CsvSource({"100, 3, true", "100, 4, false", "1000000, 1000, true", "1000000, 1001, false", "2, 2, true"})
    void takesAStandbyForReadableThatIsNearlyComplete(long end, long behind, boolean readable) {
        ViewStore standby = test.hold(0, end - behind);
        ends(Map.of(0, test.end(end)));

        lag.look();

        assertThat(standby.progress().isReadable()).isEqualTo(readable);
        assertThat(completed).hasValue(readable ? 1 : 0);
    }

    @Test
    void isCompleteOnlyIfAllThatIsHereIsKnownToBe() {
        ends(Map.of(0, test.end(100), 1, test.end(100)));
        lag.look();
        assertThat(completed).as("nothing is here").hasValue(0);

        test.hold(0, 100);
        lag.look();
        assertThat(completed).hasValue(1);

        test.hold(2, 100);
        lag.look();
        assertThat(completed).as("the end of one is not known").hasValue(1);
    }

    private void ends(Map<Integer, TopicEnd> answer) {
        ends = partitions -> {
            assertThat(partitions).isEqualTo(Set.of(0, 1, 2));
            return answer;
        };
    }
}
