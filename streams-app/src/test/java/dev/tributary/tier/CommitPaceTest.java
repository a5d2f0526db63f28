package dev.tributary.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CommitPaceTest {

    private static final Duration ASKED = Duration.ofMillis(10);
    private static final Duration INTERVAL = Duration.ofMillis(200);
    private static final int MOST = 1_000;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final CommitPace pace = new CommitPace(nanos::get, nanos::addAndGet);

    @Test
    void waitsLongForRecordsOnceAllIsCommitted() {
        assertThat(pace.beforePoll(ASKED)).isEqualTo(CommitPace.IDLE);

        pace.polled(1, MOST, INTERVAL);
        pace.processing();
        pace.polled(0, MOST, INTERVAL);
        assertThat(pace.beforePoll(ASKED)).isEqualTo(ASKED);

        pace.committed();
        assertThat(pace.beforePoll(ASKED)).isEqualTo(CommitPace.IDLE);
    }

    /** Streams' own interval may be over in the middle of what a poll brought. */
    @Test
    void waitsNoLongerThanAskedForIfTheRestOfAPollIsNotCommitted() {
        pace.polled(2, MOST, INTERVAL);
        pace.processing();
        pace.committed();
        pace.processing();

        assertThat(pace.beforePoll(ASKED)).isEqualTo(ASKED);
    }

    @Test
    void doesNotWaitForASecondAfterOtherWork() {
        commitsSoMany(3);
        pace.noteWork();
        long before = nanos.get();

        assertThat(pace.beforePoll(ASKED)).isEqualTo(ASKED);
        assertThat(nanos.get()).isEqualTo(before);

        pass(Duration.ofMillis(999));
        assertThat(pace.beforePoll(ASKED)).isEqualTo(ASKED);
        pass(Duration.ofMillis(1));
        assertThat(pace.beforePoll(ASKED)).isEqualTo(CommitPace.IDLE);
    }

    /** Streams is stopping, or gives partitions away. */
    @Test
    void doesNotWaitIfThatIsAskedFor() {
        commitsSoMany(3);
        long before = nanos.get();

        assertThat(pace.beforePoll(Duration.ZERO)).isEqualTo(Duration.ZERO);
        assertThat(nanos.get()).isEqualTo(before);
    }

    @Test
    void waitsNoShorterThanAsked() {
        assertThat(pace.beforePoll(Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void commitsWithTheLastRecordOfAPoll() {
        pace.polled(3, MOST, INTERVAL);

        assertThat(pace.processing()).isFalse();
        assertThat(pace.processing()).isFalse();
        assertThat(pace.processing()).isTrue();
    }

    @Test
    void leavesABacklogToStreams() {
        pace.polled(MOST, MOST, INTERVAL);

        for (int record = 0; record < MOST; record++) {
            assertThat(pace.processing()).isFalse();
        }
    }

    /** A test driver processes without polls. */
    @Test
    void doesNotCommitForWhatNoPollBrought() {
        assertThat(pace.processing()).isFalse();
        assertThat(pace.processing()).isFalse();
    }

    @Test
    void pollsTwiceAtOnceAndThenTenTimesInAnInterval() {
        long before = nanos.get();

        commitsSoMany(2);
        assertThat(nanos.get()).isEqualTo(before);

        commitsSoMany(10);
        assertThat(nanos.get() - before).isEqualTo(INTERVAL.toNanos());
    }

    /** A fan-out commits each slice: what comes behind it waits for no more than one of them. */
    @Test
    void doesNotMakeUpForCommitsThatOthersAskedFor() {
        pace.polled(0, MOST, INTERVAL);
        for (int slice = 0; slice < 1_000; slice++) {
            pace.noteWork();
            pace.committed();
        }
        pass(Duration.ofSeconds(1));
        long before = nanos.get();

        pace.beforePoll(ASKED);

        assertThat(Duration.ofNanos(nanos.get() - before)).isLessThanOrEqualTo(INTERVAL.dividedBy(10));
    }

    @Test
    void whatIsDoneForAllRecordsOfAPollIsDoneOnceBeforeTheNext() {
        List<String> done = new ArrayList<>();
        Runnable first = () -> done.add("first");
        Runnable second = () -> done.add("second");
        pace.beforeNextPoll(first);
        pace.beforeNextPoll(second);
        pace.beforeNextPoll(first);
        pace.notBeforeNextPoll(second);

        pace.beforePoll(ASKED);
        pace.beforePoll(ASKED);

        assertThat(done).containsExactly("first");
    }

    private void commitsSoMany(int times) {
        for (int i = 0; i < times; i++) {
            pace.beforePoll(ASKED);
            pace.polled(1, MOST, INTERVAL);
            assertThat(pace.processing()).isTrue();
            pace.committed();
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** Of what a task has in memory. */
    private final class Held implements CommitPace.Backlog {

        private final long readyAt;
        private int released;

        Held(Duration until) {
            this.readyAt = nanos.get() + until.toNanos();
        }

        @Override
        public void release() {
            released++;
        }

        @Override
        public boolean isTooLarge() {
            return nanos.get() - readyAt < 0;
        }
    }

    @Test
    void bringsNothingMoreWhileABacklogIsTooLarge() {
        Held backlog = new Held(Duration.ofMillis(5));
        pace.add(backlog);

        long before = nanos.get();
        assertThat(pace.holdsBack(ASKED)).isTrue();
        assertThat(nanos.get() - before).as("it waits a moment").isPositive();
        assertThat(pace.holdsBack(ASKED)).isTrue();
        pass(Duration.ofMillis(5));
        assertThat(pace.holdsBack(ASKED)).isFalse();
        assertThat(backlog.released).isEqualTo(3);
    }

    /** A thread that never polls leaves its group. */
    @Test
    void bringsSomethingOnceInASecondAllTheSame() {
        pace.add(new Held(Duration.ofMinutes(1)));
        int brought = 0;
        long start = nanos.get();
        while (nanos.get() - start < Duration.ofSeconds(10).toNanos()) {
            if (!pace.holdsBack(ASKED)) {
                brought++;
            }
            pass(Duration.ofMillis(1));
        }
        assertThat(brought).isEqualTo(9);
    }

    @Test
    void holdsNothingBackFromAThreadThatStopsOrHasNoBacklogAnyMore() {
        Held backlog = new Held(Duration.ofMinutes(1));
        pace.add(backlog);

        assertThat(pace.holdsBack(Duration.ZERO)).isFalse();
        pace.remove(backlog);
        assertThat(pace.holdsBack(ASKED)).isFalse();
    }
}
