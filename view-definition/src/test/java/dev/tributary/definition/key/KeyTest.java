package dev.tributary.definition.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTest {

    /** From the least to the greatest. */
    private static final List<Key> ORDERED = List.of(
            Key.of(Long.MIN_VALUE),
            Key.of(-256),
            Key.of(-1),
            Key.of(0),
            Key.of(1),
            Key.of(256),
            Key.of(Long.MAX_VALUE),
            Key.of(""),
            Key.of("\0"),
            Key.of(" "),
            Key.of("10"),
            Key.of("9"),
            Key.of("A"),
            Key.of("a"),
            Key.of("a b"),
            Key.of("a/b"),
            Key.of("aa"),
            Key.of("b"),
            Key.of("ä"),
            Key.of("漢"),
            Key.of("\uFFFD"),
            Key.of("\uD83D\uDE00"));

    static List<String> texts() {
        return List.of("", " ", "0", "a/b%2F?c&d=e,f", "größe", "漢字", "\uD83D\uDE00", "ä".repeat(500), "12345678");
    }

    @Test
    void isOrderedByValueAndByCodePoints() {
        for (int one = 0; one < ORDERED.size(); one++) {
            for (int other = 0; other < ORDERED.size(); other++) {
                assertThat(Integer.signum(ORDERED.get(one).compareTo(ORDERED.get(other))))
                        .as("%s and %s", ORDERED.get(one), ORDERED.get(other))
                        .isEqualTo(Integer.compare(one, other));
                assertThat(ORDERED.get(one).equals(ORDERED.get(other))).isEqualTo(one == other);
            }
        }
        List<Key> sorted = new ArrayList<>(ORDERED);
        Collections.shuffle(sorted, new Random(1));
        Collections.sort(sorted);
        assertThat(sorted).isEqualTo(ORDERED);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 255, 256, 9007199254740993L, Long.MAX_VALUE, Long.MIN_VALUE})
    void anIntegerIsEightBytesBigEndian(long number) {
        Key key = Key.of(number);

        assertThat(key.bytes())
                .isEqualTo(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
        assertThat(key.isInteger()).isTrue();
        assertThat(key.number()).isEqualTo(number);
        assertThat(key).hasToString(Long.toString(number));
        assertThat(KeyType.INTEGER.read(key.bytes())).isEqualTo(key).hasSameHashCodeAs(key);
        assertThatThrownBy(key::utf8).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void aTextIsUtf8(String text) {
        Key key = Key.of(text);

        assertThat(key.bytes()).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        assertThat(key.utf8()).isEqualTo(key.bytes());
        assertThat(key.isInteger()).isFalse();
        assertThat(key).hasToString(text);
        assertThat(KeyType.TEXT.read(key.bytes())).isEqualTo(key).hasSameHashCodeAs(key);
        assertThat(Key.ofUtf8(key.bytes())).isEqualTo(key);
    }

    /** Their bytes are the same. */
    @Test
    void aTextOfEightBytesIsNoInteger() {
        Key text = Key.of("12345678");

        assertThat(KeyType.INTEGER.read(text.bytes())).isNotEqualTo(text);
        assertThat(Key.of(0)).isNotEqualTo(Key.of("")).isNotEqualTo(Key.of("0"));
    }
}
