package dev.tributary.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PositionTest {

    @Test
    void coversWhatIsNotFurtherInAnyPartition() {
        Position held = Position.of(5, Position.NOTHING, 7);

        assertThat(held.covers(Position.of(5, Position.NOTHING, 6))).isTrue();
        assertThat(held.covers(Position.none(3))).isTrue();
        assertThat(held.covers(Position.of(5, 0, 6))).isFalse();
    }

    @Test
    void togetherTheyReflectWhatEitherDoes() {
        assertThat(Position.of(5, 1).and(Position.of(2, 3))).isEqualTo(Position.of(5, 3));
    }

    @Test
    void neverGoesBack() {
        assertThat(Position.of(5, 1).with(0, 3)).isEqualTo(Position.of(5, 1));
        assertThat(Position.of(5, 1).with(1, 3)).isEqualTo(Position.of(5, 3));
    }
}
