package dev.tributary.definition.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What PostgreSQL 18 says of the same values. */
class PostgresTextTest {

    @Test
    void dates() {
        assertThat(PostgresText.date(0)).isEqualTo("1970-01-01");
        assertThat(date(2024, 2, 29)).isEqualTo("2024-02-29");
        assertThat(date(12_345, 6, 7)).isEqualTo("12345-06-07");
        assertThat(date(1, 1, 1)).isEqualTo("0001-01-01");
        assertThat(date(0, 12, 31)).isEqualTo("0001-12-31 BC");
        assertThat(date(-43, 3, 15)).isEqualTo("0044-03-15 BC");
        assertThat(PostgresText.date(2_146_033_979)).isEqualTo("infinity");
        assertThat(PostgresText.date(-2_147_472_691)).isEqualTo("-infinity");
    }

    private static String date(int year, int month, int day) {
        return PostgresText.date((int) LocalDate.of(year, month, day).toEpochDay());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 00:00:00",
        "86400000000, 24:00:00",
        "86399999999, 23:59:59.999999",
        "3723000100, 01:02:03.0001",
        "43200500000, 12:00:00.5"
    })
    void times(long micros, String text) {
        assertThat(PostgresText.time(micros)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T03:04:05Z, 2026-01-02T03:04:05+00:00",
        "2026-01-02T03:04:05.120000Z, 2026-01-02T03:04:05.12+00:00",
        "2026-01-02T03:04:05.000000Z, 2026-01-02T03:04:05+00:00",
        "2026-01-02T03:04:05.000001Z, 2026-01-02T03:04:05.000001+00:00",
        "infinity, infinity",
        "-infinity, -infinity"
    })
    void momentsInUtc(String debezium, String text) {
        assertThat(PostgresText.timestamptz(debezium)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "P0Y0M0DT0H0M0S, 00:00:00",
        "P1Y2M3DT4H5M6.7S, 1 year 2 mons 3 days 04:05:06.7",
        "P2Y1M1DT0H0M0S, 2 years 1 mon 1 day",
        "P0Y0M0DT0H0M0.000001S, 00:00:00.000001",
        "P0Y0M0DT-1H-2M-3.5S, -01:02:03.5",
        "P-1Y-2M3DT-4H-5M-6S, -1 years -2 mons +3 days -04:05:06",
        "P0Y0M-1DT1H0M0S, -1 days +01:00:00",
        "P0Y0M0DT100H0M0S, 100:00:00",
        "P0Y0M0DT0H0M-0.5S, -00:00:00.5",
        "something else, something else"
    })
    void intervals(String debezium, String text) {
        assertThat(PostgresText.interval(debezium)).isEqualTo(text);
    }

    @Test
    void bytesAndBits() {
        byte[] bytes = {9, 0, 1, (byte) 0xff};
        assertThat(PostgresText.bytea(bytes, 1, 3)).isEqualTo("\\x0001ff");
        assertThat(PostgresText.bytea(bytes, 1, 0)).isEqualTo("\\x");
        assertThat(PostgresText.bits(new byte[] {0b0000_0101}, 0, 1, 3)).isEqualTo("101");
        assertThat(PostgresText.bits(new byte[] {1, 0b100}, 0, 2, 11)).isEqualTo("10000000001");
        assertThat(PostgresText.bits(new byte[0], 0, 0, 4))
                .as("Debezium leaves zeros out")
                .isEqualTo("0000");
    }

    @ParameterizedTest
    @CsvSource({"NAN, NaN", "POSITIVE_INFINITY, Infinity", "NEGATIVE_INFINITY, -Infinity", "NaN, NaN"})
    void numericsThatAreNoNumbers(String debezium, String text) {
        assertThat(PostgresText.isNumber(debezium)).isFalse();
        assertThat(PostgresText.notANumber(debezium)).isEqualTo(text);
        assertThat(PostgresText.isNumber("-12.50")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0.00", "12.50", "1E-10", "0E-20", "123456789012345678901234567890.5", "1E+3"})
    void numbersAsDebeziumWritesThem(String debezium) {
        assertThat(PostgresText.isNumber(debezium)).isTrue();
        assertThat(PostgresText.isNumeric(debezium)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-", "room 7", "0,\"x\":1", "007", "1.", ".5", "1e", "+1", " 1", "1\n", "٣", "Infinity"})
    void textsThatAreNoNumbers(String text) {
        assertThat(PostgresText.isNumber(text)).isFalse();
        assertThat(PostgresText.isNumeric(text)).isFalse();
    }

    @Test
    void jsonIsOneLine() {
        String json = "{\"a\": 1,\r\n \"b\": \"x\\ny\"}";
        assertThat(PostgresText.oneLine(json))
                .doesNotContain("\n", "\r")
                .hasSize(json.length())
                .contains("x\\ny");
        assertThat(PostgresText.oneLine("[1]").getBytes(StandardCharsets.UTF_8)).hasSize(3);
    }
}
