package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;

class UnreadLimitTest {

    private static final int HALF = UnreadLimit.MOST_UNREAD / 2;

    private final AtomicLongArray applied = new AtomicLongArray(3);
    private final List<Long> naps = new ArrayList<>();
    private Runnable meanwhile = () -> {};
    private final UnreadLimit limit = new UnreadLimit(applied, nanos -> {
        naps.add(nanos);
        meanwhile.run();
    });

    @Test
    void countsAllPartitionsTogether() {
        limit.noteWritten(0, HALF);
        limit.noteWritten(2, HALF - 1);
        limit.run();
        assertThat(limit.isReached()).isFalse();

        limit.noteWritten(2, HALF);
        limit.run();
        assertThat(limit.isReached()).isTrue();
    }

    /** Nothing of it is committed then. */
    @Test
    void doesNotWaitWhenItIsReached() {
        limit.noteWritten(0, UnreadLimit.MOST_UNREAD);
        limit.run();

        assertThat(naps).isEmpty();
    }

    @Test
    void waitsUntilTheReaderHasSome() {
        limit.noteWritten(0, UnreadLimit.MOST_UNREAD);
        limit.run();
        meanwhile = () -> applied.set(0, naps.size() < 7 ? 0 : 1);
        limit.run();

        assertThat(naps).hasSize(7);
        assertThat(limit.isReached()).isFalse();
    }

    @Test
    void doesNotWaitForEver() {
        limit.noteWritten(0, UnreadLimit.MOST_UNREAD);
        limit.run();
        limit.run();

        assertThat(naps).hasSize(UnreadLimit.MOST_NAPS);
        assertThat(limit.isReached()).isTrue();
    }

    /** Another guard of the partition has written more than this process's, which has none of it on its heap. */
    @Test
    void whatOthersHaveWrittenDoesNotCount() {
        limit.noteWritten(0, HALF);
        applied.set(0, 10 * HALF);
        limit.noteWritten(1, -1);
        limit.noteWritten(2, HALF);
        limit.run();

        assertThat(limit.isReached()).isFalse();
    }
}
