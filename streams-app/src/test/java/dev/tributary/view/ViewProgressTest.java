package dev.tributary.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ViewProgressTest {

    private final AtomicLong applied = new AtomicLong(Position.NOTHING);
    private final ViewProgress progress = new ViewProgress(applied::get);

    @Test
    void isBehindByWhatIsNotApplied() {
        assertThat(progress.behind(100)).isEqualTo(100);
        applied.set(69);
        assertThat(progress.behind(100)).isEqualTo(30);
        progress.polled(100, 98);
        assertThat(progress.behind(100)).as("it is read, and not applied").isEqualTo(30);
    }

    @Test
    void isNotBehindByTheMarkerOfATransaction() {
        progress.polled(100, 98);
        applied.set(98);

        assertThat(progress.behind(100)).isZero();
        assertThat(progress.behind(99)).as("an end that it has passed").isZero();
        assertThat(progress.behind(103)).isEqualTo(3);
    }
}
