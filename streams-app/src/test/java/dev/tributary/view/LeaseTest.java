package dev.tributary.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LeaseTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Lease lease = new Lease(ReaderLeases.TERM, nanos::get);

    @Test
    void isNotValidBeforeAnythingIsKnown() {
        assertThat(lease.isValid()).isFalse();
    }

    @Test
    void lastsFromTheQuestionAndNotFromTheAnswer() {
        long asked = nanos.get();
        pass(Duration.ofSeconds(9));
        lease.observe(asked, 11, 10);
        assertThat(lease.isValid()).isTrue();

        pass(Duration.ofSeconds(1));
        assertThat(lease.isValid()).isFalse();
    }

    @Test
    void anAnswerAloneIsNoEvidence() {
        lease.observe(nanos.get(), 12, 10);
        assertThat(lease.isValid()).isFalse();
        lease.observe(nanos.get(), 20, 10);
        assertThat(lease.isValid()).isFalse();
    }

    /** It lasts from the look before: by then the reader had nothing of what it has read since. */
    @Test
    void aReaderThatGoesOnIsInContact() {
        lease.observe(nanos.get(), 100, 10);
        pass(Duration.ofSeconds(4));
        lease.observe(nanos.get(), 200, 11);
        assertThat(lease.isValid()).isTrue();

        pass(Duration.ofSeconds(6));
        assertThat(lease.isValid()).isFalse();
    }

    @Test
    void anOlderMomentShortensNothing() {
        lease.renew(nanos.get());
        lease.renew(nanos.get() - ReaderLeases.TERM.toNanos());

        assertThat(lease.isValid()).isTrue();
    }

    @Test
    void forgetsAReaderThatIsGone() {
        lease.observe(nanos.get(), 11, 10);
        lease.reset();
        assertThat(lease.isValid()).isFalse();

        lease.observe(nanos.get(), 100, 50);
        assertThat(lease.isValid()).as("the first look of another reader").isFalse();
    }

    @Test
    void aReaderOfAllPartitionsNeedsAllLeases() {
        Map<Integer, Long> ends = new HashMap<>();
        ReaderLease all = ReaderLeases.of(nanos, ends);
        assertThat(all.isValid()).as("it begins behind all").isTrue();

        pass(Duration.ofSeconds(10));
        assertThat(all.isValid()).isFalse();

        ends.put(0, 11L);
        all.observe(Position.none(2).with(0, 10));
        assertThat(all.isValid()).as("one of two").isFalse();

        ends.put(1, 21L);
        all.observe(Position.none(2).with(0, 10).with(1, 20));
        assertThat(all.isValid()).isTrue();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
