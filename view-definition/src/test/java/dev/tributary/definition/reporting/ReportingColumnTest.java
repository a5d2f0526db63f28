package dev.tributary.definition.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReportingColumnTest {

    private static final String NUMERIC = "{\"type\": \"string\", \"postgresType\": \"numeric\"}";
    private static final String JSON = "{\"type\": \"string\", \"postgresType\": \"json\"}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "\"int\" | integer",
                "\"long\" | bigint",
                "\"float\" | real",
                "\"double\" | double precision",
                "\"string\" | text",
                "\"bytes\" | bytea",
                "{\"type\": \"string\", \"logicalType\": \"uuid\"} | uuid",
                "{\"type\": \"int\", \"logicalType\": \"date\"} | date",
                "{\"type\": \"long\", \"logicalType\": \"time-micros\"} | time",
                "{\"type\": \"long\", \"logicalType\": \"local-timestamp-micros\"} | timestamp",
                "{\"type\": \"long\", \"logicalType\": \"timestamp-micros\"} | timestamptz",
                NUMERIC + " | numeric",
                "{\"type\": \"string\", \"postgresType\": \"hstore\"} | jsonb",
                "{\"type\": \"bytes\", \"postgresType\": \"bit(11)\"} | bit(11)",
                "{\"type\": \"array\", \"items\": [\"null\", \"int\"]} | integer[]",
                "{\"type\": \"array\", \"items\": [\"null\", {\"type\": \"string\", \"postgresType\": \"hstore\"}]} | jsonb[]",
            })
    void aColumnHasTheTypeOfItsValues(String avro, String postgres) {
        assertThat(ReportingColumn.type(schema(avro))).isEqualTo(postgres);
        assertThat(ReportingColumn.type(schema("[\"null\", " + avro + "]"))).isEqualTo(postgres);
    }

    @Test
    void aJoinedRowIsJsonbUnlessItHasWhatOnlyJsonCan() {
        assertThat(ReportingColumn.type(row("\"long\""))).isEqualTo("jsonb");
        assertThat(ReportingColumn.type(row(JSON))).isEqualTo("json");
    }

    static List<Arguments> values() {
        return List.of(
                Arguments.of("\"long\"", -7L, "-7"),
                Arguments.of("\"double\"", Double.NEGATIVE_INFINITY, "-Infinity"),
                Arguments.of("\"string\"", "a \"b\" \\ \n {}", "a \"b\" \\ \n {}"),
                Arguments.of("\"string\"", "", ""),
                Arguments.of("\"bytes\"", ByteBuffer.wrap(new byte[] {0, -1}), "\\x00ff"),
                Arguments.of(NUMERIC, "3.1400", "3.1400"),
                Arguments.of(NUMERIC, "NAN", "NaN"),
                Arguments.of(JSON, "\"a\"", "\"a\""),
                Arguments.of(
                        "{\"type\": \"long\", \"logicalType\": \"local-timestamp-micros\"}",
                        -63_517_824_000_000_000L,
                        "0044-03-15T00:00:00 BC"),
                Arguments.of(
                        "{\"type\": \"string\", \"postgresType\": \"timestamptz\"}",
                        "-0043-03-15T00:00:00Z",
                        "0044-03-15T00:00:00+00:00 BC"),
                Arguments.of(
                        "{\"type\": \"string\", \"postgresType\": \"timestamptz\"}",
                        "+12345-01-02T00:00:00Z",
                        "12345-01-02T00:00:00+00:00"),
                Arguments.of(
                        "{\"type\": \"array\", \"items\": [\"null\", \"string\"]}",
                        Arrays.asList("", null, "NULL", "a,b", "\"\\"),
                        "{\"\",NULL,\"NULL\",\"a,b\",\"\\\"\\\\\"}"),
                Arguments.of(
                        "{\"type\": \"array\", \"items\": [\"null\", \"bytes\"]}",
                        List.of(ByteBuffer.wrap(new byte[] {1})),
                        "{\"\\\\x01\"}"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void aValueIsATextThatPostgresReads(String avro, Object value, String text) {
        assertThat(ReportingColumn.text(schema("[\"null\", " + avro + "]"), value))
                .isEqualTo(text);
    }

    @Test
    void aNullIsNone() {
        assertThat(ReportingColumn.text(schema("[\"null\", \"string\"]"), null)).isNull();
    }

    @Test
    void aJoinedRowIsAnObject() {
        Schema type = row(NUMERIC);
        GenericRecord row = new GenericData.Record(type);
        row.put("v", "1.50");

        assertThat(ReportingColumn.text(type, row)).isEqualTo("{\"v\":1.50}");
    }

    private static Schema row(String field) {
        return schema("{\"type\": \"record\", \"name\": \"R\", \"fields\": [{\"name\": \"v\", \"type\": [\"null\", "
                + field + "]}]}");
    }

    private static Schema schema(String json) {
        return new Schema.Parser().parse(json);
    }
}
