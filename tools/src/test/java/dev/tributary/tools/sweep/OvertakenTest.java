package dev.tributary.tools.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OvertakenTest {

    private final Overtaken overtaken =
            new Overtaken(Map.of(Key.of(1), 11L, Key.of(2), 13L, Key.of(3), 15L), KeyType.INTEGER, Changes::decode);

    @Test
    void aRowThatCameBackBeforeItsTombstoneIsFound() {
        overtaken.add(Changes.record(9, 1, Changes.update(1, "came back", 600, 2_000_000)));
        overtaken.add(Changes.record(10, 1, Changes.deletion(1, 300)));
        overtaken.add(Changes.record(11, 1, null));

        assertThat(overtaken.keys()).containsExactly(Key.of(1));
    }

    @Test
    void whatComesBehindTheTombstoneIsThereAnyway() {
        overtaken.add(Changes.record(12, 2, Changes.deletion(2, 300)));
        overtaken.add(Changes.record(13, 2, null));
        overtaken.add(Changes.record(14, 2, Changes.update(2, "came back", 600, 2_000_000)));

        assertThat(overtaken.keys()).isEmpty();
    }

    @Test
    void theConnectorsOwnDeletionAndOtherRowsAreNoReason() {
        overtaken.add(Changes.record(8, 3, Changes.deletion(3, 400)));
        overtaken.add(Changes.record(9, 3, null));
        overtaken.add(Changes.record(10, 4, Changes.update(4, "another", 600, 2_000_000)));

        assertThat(overtaken.keys()).isEmpty();
    }

    @Test
    void aTextThatCameBackIsFound() {
        Overtaken texts = new Overtaken(Map.of(Key.of("a"), 11L, Key.of(""), 13L), KeyType.TEXT, Changes::decode);
        texts.add(Changes.record(9, Key.of(""), Changes.update(1, "came back", 600, 2_000_000)));
        texts.add(Changes.record(10, Key.of("a"), Changes.deletion(2, 400)));
        texts.add(Changes.record(11, Key.of("ab"), Changes.update(3, "another", 600, 2_000_000)));

        assertThat(texts.keys()).containsExactly(Key.of(""));
    }
}
