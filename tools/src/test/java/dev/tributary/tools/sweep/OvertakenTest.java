package dev.tributary.tools.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OvertakenTest {

    private final Overtaken overtaken = new Overtaken(Map.of(1L, 11L, 2L, 13L, 3L, 15L), Changes::decode);

    @Test
    void aRowThatCameBackBeforeItsTombstoneIsFound() {
        overtaken.add(Changes.record(9, 1, Changes.update(1, "came back", 600, 2_000_000)));
        overtaken.add(Changes.record(10, 1, Changes.deletion(1, 300)));
        overtaken.add(Changes.record(11, 1, null));

        assertThat(overtaken.ids()).containsExactly(1L);
    }

    @Test
    void whatComesBehindTheTombstoneIsThereAnyway() {
        overtaken.add(Changes.record(12, 2, Changes.deletion(2, 300)));
        overtaken.add(Changes.record(13, 2, null));
        overtaken.add(Changes.record(14, 2, Changes.update(2, "came back", 600, 2_000_000)));

        assertThat(overtaken.ids()).isEmpty();
    }

    @Test
    void theConnectorsOwnDeletionAndOtherRowsAreNoReason() {
        overtaken.add(Changes.record(8, 3, Changes.deletion(3, 400)));
        overtaken.add(Changes.record(9, 3, null));
        overtaken.add(Changes.record(10, 4, Changes.update(4, "another", 600, 2_000_000)));

        assertThat(overtaken.ids()).isEmpty();
    }
}
