package dev.tributary.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import dev.tributary.offheap.CellHeap;
import dev.tributary.offheap.CellIndex;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeletionsTest {

    private static final long NOW = 1_700_000_000_000L;
    private static final Duration RETENTION = Duration.ofDays(7);

    private CellHeap heap;
    private Deletions deletions;

    @BeforeEach
    void open(@TempDir Path directory) {
        heap = CellHeap.open(directory);
        KeyCells keys = Deletions.keys(heap, KeyType.INTEGER);
        deletions = new Deletions(heap, keys, new CellIndex(heap, keys), RETENTION);
    }

    @AfterEach
    void close() {
        heap.close();
    }

    @Test
    void theLastVersionIsRemembered() {
        deletions.remember(Key.of(7), new Version(5, 50));
        deletions.remember(Key.of(7), new Version(6, 60));

        assertThat(deletions.find(Key.of(7))).isEqualTo(new Version(6, 60));
        assertThat(deletions.find(Key.of(8))).isNull();
        assertThat(deletions.size()).isOne();
    }

    @Test
    void aRowThatIsThereAgainIsForgotten() {
        deletions.forget(Key.of(7));
        deletions.remember(Key.of(7), new Version(5, 50));
        deletions.forget(Key.of(7));

        assertThat(deletions.find(Key.of(7))).isNull();
        assertThat(deletions.size()).isZero();
    }

    /** To the microsecond. */
    @Test
    void sweepsForgetWhatIsOldAndNothingElse() {
        long oldest = (NOW - RETENTION.toMillis()) * 1_000;
        deletions.remember(Key.of(7), new Version(5, oldest - 1));
        deletions.remember(Key.of(8), new Version(5, oldest));

        deletions.sweep(NOW);

        assertThat(deletions.find(Key.of(7))).isNull();
        assertThat(deletions.find(Key.of(8))).isNotNull();
    }

    @Test
    void sweepsThatLookAtAPartEachLookAtAllInTheEnd() {
        int rows = 300_000;
        for (long id = 0; id < rows; id++) {
            deletions.remember(Key.of(id), new Version(5, 50));
        }

        deletions.sweep(NOW);
        assertThat(deletions.size()).isBetween(1L, rows - 1L);

        int sweeps = 1;
        while (deletions.size() > 0) {
            deletions.sweep(NOW);
            assertThat(++sweeps).isLessThan(20);
        }
    }

    /** No minute passes meanwhile, after which a sweep would come in any case. */
    @Test
    void sweepsKeepUpWithDeletionsHoweverFastTheyCome() {
        for (long id = 0; id < 50_000; id++) {
            deletions.remember(Key.of(id), new Version(5, 50), NOW);
            assertThat(deletions.size()).isLessThan(10_000);
        }
    }
}
