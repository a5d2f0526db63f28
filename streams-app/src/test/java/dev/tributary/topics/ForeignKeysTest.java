package dev.tributary.topics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ForeignKeysTest {

    @Test
    void zeroIsNotNull() {
        ForeignKeys keys = ForeignKeys.of(3).set(1, 0).set(2, -7);

        assertThat(keys)
                .hasToString("[null, 0, -7]")
                .isEqualTo(ForeignKeys.of(3).set(2, -7).set(1, 0));
        assertThat(keys.isPresent(0)).isFalse();
        assertThat(keys.is(1, 0)).isTrue();
        assertThat(ForeignKeys.of(3).is(1, 0)).isFalse();
        assertThat(keys).isNotEqualTo(ForeignKeys.of(3).set(2, -7));
        assertThat(keys).isNotEqualTo(ForeignKeys.of(4).set(1, 0).set(2, -7));
    }

    @Test
    void asManyAsThereMayBe() {
        ForeignKeys keys = ForeignKeys.of(ForeignKeys.MOST);
        for (int key = 0; key < keys.count(); key += 2) {
            keys.set(key, key);
        }
        for (int key = 0; key < keys.count(); key++) {
            assertThat(keys.is(key, key)).as("%d", key).isEqualTo(key % 2 == 0);
        }
    }
}
