package dev.tributary.tools.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.definition.key.Key;
import dev.tributary.definition.key.KeyType;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordKeyTest {

    private static final String UUID = "0197a1c3-7d5e-7c6a-9b1f-3a5d2e8f4c01";

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(longs = {42, 0, -7, Long.MIN_VALUE, Long.MAX_VALUE})
    void anIntegerHasEightBytes(long number) {
        Key key = Key.of(number);

        assertThat(RecordKey.of(key.bytes(), KeyType.INTEGER)).isEqualTo(new RecordKey.Row(key));
        assertThat(RecordKey.guess(key.bytes()))
                .isEqualTo(new RecordKey.Row(key))
                .hasToString(Long.toString(number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a/b%20 ?&=,", "customer", "Größe 😀", "a\nb"})
    void aTextIsUtf8(String text) {
        assertThat(RecordKey.of(utf8(text), KeyType.TEXT))
                .isEqualTo(new RecordKey.Row(Key.of(text)))
                .hasToString(text);
    }

    @Test
    void aUuidIsInLowerCase() {
        assertThat(RecordKey.of(utf8(UUID), KeyType.UUID)).isEqualTo(new RecordKey.Row(Key.of(UUID)));
        assertThat(RecordKey.of(utf8("0197A1C3-7D5E-7C6A-9B1F-3A5D2E8F4C01"), KeyType.UUID))
                .isInstanceOf(RecordKey.Other.class);
        assertThat(RecordKey.of(utf8("x"), KeyType.UUID)).hasToString("0x78");
    }

    @Test
    void whatNoRowHasIsShownInHex() {
        assertThat(RecordKey.of(new byte[] {1, 2}, KeyType.INTEGER)).hasToString("0x0102");
        assertThat(RecordKey.of(utf8("a\0"), KeyType.TEXT)).hasToString("0x6100");
        assertThat(RecordKey.of(new byte[] {(byte) 0xe4}, KeyType.TEXT)).hasToString("0xe4");
        assertThat(RecordKey.of(null, KeyType.TEXT)).hasToString("null");
    }

    @Test
    void ofAnUnknownTopicATextIsOneThatCanBePrinted() {
        assertThat(RecordKey.guess(utf8("Größe"))).isEqualTo(new RecordKey.Row(Key.of("Größe")));
        assertThat(RecordKey.guess(utf8("AB-12345"))).as("eight characters").hasToString("AB-12345");
        assertThat(RecordKey.guess(new byte[] {1, 2})).hasToString("0x0102");
        assertThat(RecordKey.guess(new byte[] {(byte) 0xe4})).hasToString("0xe4");
        assertThat(RecordKey.guess(null)).hasToString("null");
    }
}
