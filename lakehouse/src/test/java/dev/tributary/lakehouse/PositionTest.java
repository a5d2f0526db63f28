package dev.tributary.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PositionTest {

    private static final Position POSITION = new Position("id", new TreeMap<>(Map.of(0, 10L, 3, 7L)), 1_000);

    @Test
    void itIsReadAsItWasWritten() {
        assertThat(Position.parse(POSITION.toJson())).contains(POSITION);
    }

    @Test
    void whatOthersWriteIsNone() {
        assertThat(Position.parse("nightly job")).isEmpty();
        assertThat(Position.parse("{\"job\": 7}")).isEmpty();
        assertThat(Position.parse("7")).isEmpty();
    }

    @Test
    void itAdvancesWhereThereIsMore() {
        assertThat(POSITION.advancedTo(Map.of(3, 9L, 4, 1L), 2_000))
                .isEqualTo(new Position("id", new TreeMap<>(Map.of(0, 10L, 3, 9L, 4, 1L)), 2_000));
    }

    @Test
    void itsNumberGrowsWhateverTheClockSays() {
        assertThat(POSITION.advancedTo(Map.of(), 5).commit()).isEqualTo(1_001);
    }

    @Test
    void itIsBehindByTheOffsetsThatAreLeft() {
        assertThat(POSITION.behind(Map.of(0, 12L, 3, 7L, 4, 5L))).isEqualTo(7);
    }

    @Test
    void whatTheTopicNoLongerHasIsOutside() {
        Map<Integer, Long> ends = Map.of(0, 12L, 3, 7L);
        assertThat(POSITION.isWithin(Map.of(0, 0L, 3, 7L), ends)).isTrue();
        assertThat(POSITION.isWithin(Map.of(0, 11L, 3, 7L), ends)).isFalse();
        assertThat(POSITION.isWithin(Map.of(0, 0L, 3, 0L), Map.of(0, 9L, 3, 7L)))
                .isFalse();
        assertThat(POSITION.isWithin(Map.of(0, 0L), Map.of(0, 12L))).isFalse();
    }

    @Test
    void sparkTakesItsOffsets() {
        assertThat(Position.offsets("enriched-orders", POSITION.next()))
                .isEqualTo("{\"enriched-orders\":{\"0\":10,\"3\":7}}");
    }
}
