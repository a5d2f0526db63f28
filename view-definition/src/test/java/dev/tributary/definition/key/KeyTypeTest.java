package dev.tributary.definition.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTypeTest {

    private static final String UUID = "0197a1c3-7d5e-7c6a-9b1f-3a5d2e8f4c01";

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"int\"; INTEGER",
                "\"long\"; INTEGER",
                "[\"null\", \"int\"]; INTEGER",
                "[\"long\", \"null\"]; INTEGER",
                "\"string\"; TEXT",
                "[\"null\", \"string\"]; TEXT",
                "{\"type\": \"string\", \"logicalType\": \"uuid\"}; UUID",
                "[\"null\", {\"type\": \"string\", \"logicalType\": \"uuid\"}]; UUID"
            })
    void isThatOfAFieldOfAContract(String schema, KeyType type) {
        assertThat(KeyType.of(new Schema.Parser().parse(schema))).contains(type);
    }

    /** A value of these is not shown as its Avro type says, or equality is not that of its bytes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\": \"int\", \"logicalType\": \"date\"}",
                "{\"type\": \"long\", \"logicalType\": \"time-micros\"}",
                "[\"null\", {\"type\": \"long\", \"logicalType\": \"local-timestamp-micros\"}]",
                "{\"type\": \"long\", \"postgresType\": \"oid\"}",
                "{\"type\": \"string\", \"postgresType\": \"numeric\"}",
                "[\"null\", {\"type\": \"string\", \"postgresType\": \"jsonb\"}]",
                "\"double\"",
                "\"boolean\"",
                "\"bytes\"",
                "\"null\"",
                "{\"type\": \"array\", \"items\": \"string\"}",
                "{\"type\": \"record\", \"name\": \"R\", \"fields\": []}"
            })
    void otherFieldsAreNoKeys(String schema) {
        assertThat(KeyType.of(new Schema.Parser().parse(schema))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 9, 16})
    void anIntegerOfAnotherSizeIsRefused(int size) {
        assertThatThrownBy(() -> KeyType.INTEGER.read(new byte[size]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("has " + size + " bytes, and an integer has 8");
    }

    static List<byte[]> bytesThatAreNoText() {
        return List.of(
                new byte[] {(byte) 0xff},
                new byte[] {'a', (byte) 0xc3},
                new byte[] {(byte) 0xc0, (byte) 0x80},
                new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
                new byte[] {(byte) 0x80, 0, 0, 0, 0, 0, 0, 1});
    }

    @ParameterizedTest
    @MethodSource("bytesThatAreNoText")
    void bytesThatAreNotUtf8AreRefused(byte[] bytes) {
        for (KeyType type : List.of(KeyType.TEXT, KeyType.UUID)) {
            assertThatThrownBy(() -> type.read(bytes))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("has bytes that are not UTF-8");
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-0, 0", "42, 42", "-7, -7", "007, 7", "9223372036854775807, 9223372036854775807"})
    void readsAnIntegerThatAPersonWrote(String written, long number) {
        assertThat(KeyType.INTEGER.parse(written)).isEqualTo(Key.of(number));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1 ",
                "+1",
                "--1",
                "0x10",
                "1e3",
                "1.0",
                "١",
                "9223372036854775808",
                "12345678901234567890"
            })
    void anythingElseIsNoInteger(String written) {
        assertThatThrownBy(() -> KeyType.INTEGER.parse(written)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {UUID, "0197A1C3-7D5E-7C6A-9B1F-3A5D2E8F4C01", "0197a1C3-7d5e-7c6a-9B1f-3a5d2e8f4c01"})
    void findsAUuidInUpperCase(String written) {
        assertThat(KeyType.UUID.parse(written)).isEqualTo(Key.of(UUID));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0197a1c3",
                "0197a1c37d5e7c6a9b1f3a5d2e8f4c01",
                "{0197a1c3-7d5e-7c6a-9b1f-3a5d2e8f4c01}",
                "0197a1c3-7d5e-7c6a-9b1f-3a5d2e8f4c0",
                "0197a1c3-7d5e-7c6a-9b1f-3a5d2e8f4c01 ",
                "g197a1c3-7d5e-7c6a-9b1f-3a5d2e8f4c01",
                "0197a1c3-7d5e7-c6a-9b1f-3a5d2e8f4c01"
            })
    void anythingElseIsNoUuid(String written) {
        assertThatThrownBy(() -> KeyType.UUID.parse(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(written + " is not a UUID such as " + UUID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " a ", "42", "a/b?c=d&e,f%", "Größe", "漢字", "\uD83D\uDE00", UUID})
    void readsATextAsItIs(String written) {
        assertThat(KeyType.TEXT.parse(written)).isEqualTo(Key.of(written)).hasToString(written);
    }

    /** PostgreSQL has no such text, and the connector writes one for a key that it does not know. */
    @Test
    void aTextHasNoNul() {
        assertThatThrownBy(() -> KeyType.TEXT.parse("\0")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> KeyType.TEXT.parse("a\0b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatAKeyProbablyIs() {
        assertThat(KeyType.guess(Key.of(7).bytes())).hasValue(KeyType.INTEGER);
        assertThat(KeyType.guess(Key.of(1_000_000_000_000_000_000L).bytes())).hasValue(KeyType.INTEGER);
        assertThat(KeyType.guess(Key.of(-1).bytes())).hasValue(KeyType.INTEGER);
        assertThat(KeyType.guess(Key.of("AB-12345").bytes())).hasValue(KeyType.TEXT);
        assertThat(KeyType.guess(Key.of("Größe").bytes())).hasValue(KeyType.TEXT);
        assertThat(KeyType.guess(new byte[] {})).isEmpty();
        assertThat(KeyType.guess(new byte[] {1, 2})).isEmpty();
        assertThat(KeyType.guess(new byte[] {(byte) 0xff})).isEmpty();
    }

    /** The bytes that the connector writes. */
    @ParameterizedTest
    @EnumSource(KeyType.class)
    void whatStandsForAMissingKeyCanBeRead(KeyType type) {
        byte[] bytes = type == KeyType.INTEGER ? new byte[] {(byte) 0x80, 0, 0, 0, 0, 0, 0, 0} : new byte[] {0};

        assertThat(type.missing().bytes()).isEqualTo(bytes);
        assertThat(type.read(bytes)).isEqualTo(type.missing());
    }
}
