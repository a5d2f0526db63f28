package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.definition.key.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A guard whose process dies between two records; what was committed with the offsets is all that is left of it. */
class PrecedingDeletionTest {

    private static final Version HELD = new Version(40, 40_000);
    private static final Change REPLAYED_DELETION = new Change.Delete(Key.of(7), new Version(30, 30_000));

    private final Map<String, Long> committed = new HashMap<>();
    private final Rows rows = new Rows();
    private Guard guard = restart();

    @Test
    void aTombstoneBehindAReplayedDeletionDeletesNothingAfterARestart() {
        guard.process(Key.of(7), REPLAYED_DELETION, 10);

        guard = restart();
        guard.process(Key.of(7), null, 12);

        assertThat(rows.removed).isEmpty();
    }

    @Test
    void nothingIsForgottenWhenItRestartsTwice() {
        guard.process(Key.of(7), REPLAYED_DELETION, 10);

        guard = restart();
        guard = restart();
        guard.process(Key.of(7), null, 11);

        assertThat(rows.removed).isEmpty();
    }

    /** Compaction has taken its deletion. */
    @Test
    void aTombstoneOfItsOwnIsADeletionAfterARestart() {
        guard.process(Key.of(7), REPLAYED_DELETION, 10);
        guard.process(Key.of(7), null, 11);

        guard = restart();
        guard.process(Key.of(7), null, 20);

        assertThat(rows.removed).containsExactly(Key.of(7));
    }

    @Test
    void aTombstoneOfAnotherRowIsADeletionAfterARestart() {
        guard.process(Key.of(8), new Change.Delete(Key.of(8), new Version(30, 30_000)), 10);

        guard = restart();
        guard.process(Key.of(7), null, 12);

        assertThat(rows.removed).containsExactly(Key.of(7));
    }

    @Test
    void aTombstoneIsADeletionIfNothingWasEverDeleted() {
        guard.process(Key.of(7), null, 0);

        assertThat(rows.removed).containsExactly(Key.of(7));
    }

    @Test
    void textsAreToldApartAfterARestart() {
        guard.process(Key.of("b"), new Change.Delete(Key.of("b"), new Version(30, 30_000)), 10);

        guard = restart();
        guard.process(Key.of("b"), null, 12);
        assertThat(rows.removed).as("behind its deletion").isEmpty();

        guard.process(Key.of("b"), new Change.Delete(Key.of("b"), new Version(30, 30_000)), 20);
        guard = restart();
        guard.process(Key.of("a"), null, 22);
        assertThat(rows.removed).containsExactly(Key.of("a"));
    }

    /** Offsets are committed without a change of the metadata most of the time. */
    @Test
    void keepsNoMetadataOfRecordsThatAreNoDeletions() {
        guard.process(Key.of(8), new Change.Message(), 10);
        guard.process(Key.of(9), new Change.Message(), 11);

        assertThat(committed).isEmpty();
    }

    private Guard restart() {
        PrecedingDeletion preceding = new PrecedingDeletion(new PrecedingDeletion.Metadata() {
            @Override
            public @Nullable Long get(String key) {
                return committed.get(key);
            }

            @Override
            public void put(String key, long value) {
                committed.put(key, value);
            }
        });
        return new Guard(TestRows.TABLES.base(), rows, preceding);
    }

    /** Rows that are held, whatever their key. */
    private static final class Rows implements GuardedRows {

        final List<Key> removed = new ArrayList<>();

        @Override
        public Version held(Key key) {
            return HELD;
        }

        @Override
        public @Nullable Version deleted(Key key) {
            return null;
        }

        @Override
        public boolean holds(Key key, Columns columns) {
            return false;
        }

        @Override
        public Columns complete(Key key, Columns changed) {
            return changed;
        }

        @Override
        public void put(Key key, Row row) {
            throw new AssertionError("nothing is put");
        }

        @Override
        public void remove(Key key, Version deletion) {
            removed.add(key);
        }
    }
}
