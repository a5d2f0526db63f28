package dev.tributary.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.definition.key.Key;
import org.junit.jupiter.api.Test;

class ForeignKeysTest {

    @Test
    void zeroIsNotNull() {
        ForeignKeys keys = ForeignKeys.of(3).set(1, Key.of(0)).set(2, Key.of(-7));

        assertThat(keys)
                .hasToString("[null, 0, -7]")
                .isEqualTo(ForeignKeys.of(3).set(2, Key.of(-7)).set(1, Key.of(0)));
        assertThat(keys.isPresent(0)).isFalse();
        assertThat(keys.is(1, Key.of(0))).isTrue();
        assertThat(ForeignKeys.of(3).is(1, Key.of(0))).isFalse();
        assertThat(keys).isNotEqualTo(ForeignKeys.of(3).set(2, Key.of(-7)));
        assertThat(keys).isNotEqualTo(ForeignKeys.of(4).set(1, Key.of(0)).set(2, Key.of(-7)));
    }

    @Test
    void textsAreKeysToo() {
        ForeignKeys keys = ForeignKeys.of(2).set(0, Key.of("")).set(1, Key.of("7"));

        assertThat(keys.is(0, Key.of(""))).isTrue();
        assertThat(keys.is(1, Key.of(7))).isFalse();
        assertThat(keys).isEqualTo(ForeignKeys.of(2).set(0, Key.of("")).set(1, Key.of("7")));
    }
}
