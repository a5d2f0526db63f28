package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.definition.key.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class ChangedKeysTest {

    private static final int ALL = Integer.MAX_VALUE;

    private final ChangedKeys changes = new ChangedKeys(4);
    private final List<Long> read = new ArrayList<>();

    @Test
    void areReadInOrderFromWhereOneIs() {
        changes.add(Key.of(7));
        long from = changes.end();
        changes.add(Key.of(8));
        changes.add(Key.of(9));

        long next = changes.read(from, ALL, id -> read.add(id.number()));
        assertThat(read).containsExactly(8L, 9L);
        assertThat(changes.read(next, ALL, id -> read.add(id.number()))).isEqualTo(next);
        assertThat(read).hasSize(2);
    }

    @Test
    void noMoreAreReadThanAreAskedFor() {
        changes.add(Key.of(7));
        changes.add(Key.of(8));
        changes.add(Key.of(9));

        long next = changes.read(0, 2, id -> read.add(id.number()));
        assertThat(read).containsExactly(7L, 8L);
        assertThat(changes.read(next, 2, id -> read.add(id.number()))).isEqualTo(3);
        assertThat(read).containsExactly(7L, 8L, 9L);
    }

    @Test
    void asManyAsThereIsRoomForAreNotLost() {
        for (long id = 1; id <= 3; id++) {
            changes.add(Key.of(id));
        }
        assertThat(changes.read(0, ALL, id -> read.add(id.number()))).isEqualTo(3);
        assertThat(read).containsExactly(1L, 2L, 3L);
    }

    /** One less than the capacity: the place of the oldest may be in the middle of being overwritten. */
    @Test
    void whoIsOverrunIsTold() {
        for (long id = 1; id <= 4; id++) {
            changes.add(Key.of(id));
        }
        assertThat(changes.read(0, ALL, id -> read.add(id.number()))).isEqualTo(ChangedKeys.OVERRUN);
        assertThat(changes.read(1, ALL, id -> read.add(id.number()))).isEqualTo(4);
    }

    @Test
    void aCapacityIsAPowerOfTwo() {
        assertThatThrownBy(() -> new ChangedKeys(6)).hasMessageContaining("6");
    }

    /** Ids are those that were added, in order, or the reader is told: however the two threads come together. */
    @Test
    void whatIsReadWhileItIsWrittenIsRight() throws Exception {
        ChangedKeys shared = new ChangedKeys(64);
        int count = 2_000_000;
        FutureTask<Void> writer = new FutureTask<>(
                () -> {
                    for (long id = 0; id < count; id++) {
                        shared.add(Key.of(id));
                    }
                },
                null);
        Thread.ofPlatform().start(writer);
        long from = 0;
        long[] expected = new long[1];
        while (from < count) {
            expected[0] = from;
            long next = shared.read(from, ALL, id -> {
                assertThat(id.number()).isEqualTo(expected[0]);
                expected[0]++;
            });
            from = next == ChangedKeys.OVERRUN ? shared.end() : next;
        }
        writer.get();
    }
}
