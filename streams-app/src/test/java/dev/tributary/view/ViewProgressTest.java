package dev.tributary.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ViewProgressTest {

    private static final Duration TERM = Duration.ofSeconds(10);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final AtomicLong applied = new AtomicLong(Position.NOTHING);
    private final ViewProgress progress = new ViewProgress(applied::get, new Lease(TERM, nanos::get));

    @Test
    void isBehindByWhatIsNotApplied() {
        assertThat(progress.behind(100)).isEqualTo(100);
        apply(69);
        assertThat(progress.behind(100)).isEqualTo(30);
        progress.polled(100, 98);
        assertThat(progress.behind(100)).as("it is read, and not applied").isEqualTo(30);
    }

    @Test
    void isNotBehindByTheMarkerOfATransaction() {
        progress.polled(100, 98);
        apply(98);

        assertThat(progress.behind(100)).isZero();
        assertThat(progress.behind(99)).as("an end that it has passed").isZero();
        assertThat(progress.behind(103)).isEqualTo(3);
    }

    @Test
    void isServedUntilTheTermAfterTheLastTimeItWasKnownToBeCurrent() {
        serve(100);
        pass(TERM.minusNanos(1));
        assertThat(progress.isActive()).isTrue();
        progress.observe(ended(100));
        pass(TERM.minusNanos(1));
        assertThat(progress.isActive()).isTrue();
        assertThat(progress.isStale()).isFalse();

        pass(Duration.ofNanos(1));

        assertThat(progress.isActive()).isFalse();
        assertThat(progress.isStale()).isTrue();
    }

    /** As after SIGSTOP and SIGCONT: the answer was under way when the process was stopped. */
    @Test
    void learnsNothingFromAnAnswerToWhatWasAskedTooLongAgo() {
        serve(100);
        TopicEnd old = ended(100);
        pass(TERM);

        progress.observe(old);

        assertThat(progress.isActive()).isFalse();
        progress.observe(ended(100));
        assertThat(progress.isActive()).isTrue();
    }

    /** Others may have owned it meanwhile, and have shown what is not here yet. */
    @Test
    void isServedAgainOnceAllIsAppliedThatWasCommittedMeanwhile() {
        serve(100);
        pass(TERM);
        progress.observe(ended(150));
        assertThat(progress.isActive()).isFalse();

        apply(120);
        pass(Duration.ofSeconds(1));
        progress.observe(ended(200));
        assertThat(progress.isActive()).as("it reads, and does not have all").isFalse();

        apply(149);
        assertThat(progress.isActive()).isTrue();
        assertThat(progress.isStale()).isFalse();
    }

    /** The broker answers, and the reader's own connection is dead. */
    @Test
    void isNotServedIfItDoesNotGetOn() {
        serve(100);
        for (int seconds = 1; seconds < 10; seconds++) {
            pass(Duration.ofSeconds(1));
            progress.observe(ended(100 + seconds));
            assertThat(progress.isActive()).isTrue();
        }
        pass(Duration.ofSeconds(1));
        progress.observe(ended(200));
        assertThat(progress.isActive()).isFalse();
        assertThat(progress.isStale()).isTrue();
    }

    @Test
    void isServedAsLongAsItWorksOffABacklog() {
        serve(100);
        for (int seconds = 1; seconds < 60; seconds++) {
            pass(Duration.ofSeconds(1));
            apply(applied.get() + 10);
            progress.observe(ended(1_000_000));
            assertThat(progress.isActive()).isTrue();
        }
    }

    /** It has all that was committed when it began, which took long. */
    @Test
    void isServedAfterALongRestore() {
        progress.open();
        progress.activate();
        progress.catchUpTo(1, ended(100));
        for (int seconds = 0; seconds < 60; seconds++) {
            pass(Duration.ofSeconds(1));
            apply(seconds);
            progress.observe(ended(500));
            assertThat(progress.isActive()).isFalse();
        }
        apply(99);
        assertThat(progress.isActive()).isTrue();
    }

    @Test
    void isNotServedByWhatWasKnownOfAnEarlierState() {
        serve(100);
        progress.close();
        progress.open();
        progress.activate();
        assertThat(progress.isActive()).isFalse();
        assertThat(progress.isStale()).isFalse();
    }

    /** Nobody has asked since it was complete. */
    @Test
    void isNotServedByAnEndFromBeforeItWasCutOff() {
        progress.open();
        progress.activate();
        progress.catchUpTo(1, ended(100));
        apply(99);
        pass(TERM);

        progress.observe(ended(200));
        apply(150);
        progress.observe(ended(200));

        assertThat(progress.isActive()).isFalse();
        apply(199);
        assertThat(progress.isActive()).isTrue();
    }

    @Test
    void isStaleUntilItHasCaughtUpAgain() {
        serve(100);
        pass(TERM);
        progress.observe(ended(150));
        apply(120);
        progress.observe(ended(150));
        assertThat(progress.isStale()).isTrue();

        apply(149);
        assertThat(progress.isStale()).isFalse();
    }

    private void apply(long offset) {
        applied.set(offset);
        progress.advanced();
    }

    private void serve(long end) {
        progress.open();
        progress.activate();
        progress.catchUpTo(1, ended(end));
        apply(end - 1);
        assertThat(progress.isActive()).isTrue();
    }

    private TopicEnd ended(long offset) {
        return new TopicEnd(nanos.get(), offset);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
