package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.definition.key.Key;
import dev.tributary.topics.ForeignKeys;
import dev.tributary.view.Position;
import org.junit.jupiter.api.Test;

class RecentChangesTest {

    private static final Position BEGIN = Position.of(4, 10);

    private final RecentChanges changes = new RecentChanges(3, 100, BEGIN);

    @Test
    void keepsChangesInTheirOrder() {
        changes.add(change(0, 5));
        changes.add(change(1, 11));

        assertThat(changes.first()).isZero();
        assertThat(changes.end()).isEqualTo(2);
        assertThat(changes.from(0, 10)).extracting(Change::offset).containsExactly(5L, 11L);
        assertThat(changes.from(0, 1)).extracting(Change::offset).containsExactly(5L);
        assertThat(changes.from(1, 10)).extracting(Change::offset).containsExactly(11L);
        assertThat(changes.from(2, 10)).isEmpty();
        assertThat(changes.beforeFirst()).isEqualTo(BEGIN);
    }

    @Test
    void forgetsTheOldestWhenThereAreTooMany() {
        for (long offset = 5; offset < 10; offset++) {
            changes.add(change(0, offset));
        }

        assertThat(changes.first()).isEqualTo(2);
        assertThat(changes.from(2, 10)).extracting(Change::offset).containsExactly(7L, 8L, 9L);
        assertThat(changes.beforeFirst()).isEqualTo(Position.of(6, 10));
    }

    @Test
    void forgetsTheOldestWhenTheyAreTooLarge() {
        changes.add(change(0, 5, 60));
        changes.add(change(1, 11, 30));
        changes.add(change(0, 6, 30));

        assertThat(changes.from(changes.first(), 10)).extracting(Change::offset).containsExactly(11L, 6L);
        assertThat(changes.beforeFirst()).isEqualTo(Position.of(5, 10));
    }

    @Test
    void keepsOneThatIsTooLargeByItself() {
        changes.add(change(0, 5));
        changes.add(change(0, 6, 1_000));

        assertThat(changes.from(changes.first(), 10)).extracting(Change::offset).containsExactly(6L);
    }

    @Test
    void leavesAGapWhereItBeginsAnew() {
        changes.add(change(0, 5));
        long end = changes.end();

        changes.restart(Position.of(90, 91));

        assertThat(changes.first()).as("who was at the end notices").isGreaterThan(end);
        assertThat(changes.end()).isEqualTo(changes.first());
        assertThat(changes.beforeFirst()).isEqualTo(Position.of(90, 91));
    }

    private static Change change(int partition, long offset) {
        return change(partition, offset, 10);
    }

    private static Change change(int partition, long offset, int bytes) {
        return new Change(
                partition, offset, Key.of(offset), ForeignKeys.of(1), ForeignKeys.of(1), new byte[0], new byte[bytes]);
    }
}
