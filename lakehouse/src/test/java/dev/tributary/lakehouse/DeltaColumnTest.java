package dev.tributary.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.definition.json.AvroJson;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(SparkExtension.class)
class DeltaColumnTest {

    private static final String DATE = "{\"type\": \"int\", \"logicalType\": \"date\"}";
    private static final String TIME = "{\"type\": \"long\", \"logicalType\": \"time-micros\"}";
    private static final String TIMESTAMP = "{\"type\": \"long\", \"logicalType\": \"local-timestamp-micros\"}";
    private static final String MOMENT = "{\"type\": \"long\", \"logicalType\": \"timestamp-micros\"}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "\"boolean\" | BOOLEAN",
                "\"int\" | INT",
                "\"long\" | BIGINT",
                "\"float\" | FLOAT",
                "\"double\" | DOUBLE",
                "\"string\" | STRING",
                "\"bytes\" | BINARY",
                DATE + " | DATE",
                TIME + " | STRING",
                TIMESTAMP + " | TIMESTAMP_NTZ",
                MOMENT + " | TIMESTAMP",
                "{\"type\": \"string\", \"postgresType\": \"timestamptz\"} | TIMESTAMP",
                "{\"type\": \"string\", \"postgresType\": \"numeric\"} | STRING",
                "{\"type\": \"string\", \"logicalType\": \"uuid\"} | STRING",
                "{\"type\": \"long\", \"postgresType\": \"oid\"} | BIGINT",
                "{\"type\": \"boolean\", \"postgresType\": \"bit(1)\"} | STRING",
                "{\"type\": \"bytes\", \"postgresType\": \"bit(11)\"} | STRING",
                "{\"type\": \"array\", \"items\": [\"null\", \"int\"]} | ARRAY<INT>",
            })
    void aColumnHasTheTypeOfItsValues(String avro, String spark) {
        assertThat(DeltaColumn.type(schema(avro)).sql()).isEqualTo(spark);
        assertThat(DeltaColumn.type(schema("[\"null\", " + avro + "]")).sql()).isEqualTo(spark);
    }

    static List<Arguments> values() {
        return List.of(
                Arguments.of("\"boolean\"", true),
                Arguments.of("\"int\"", Integer.MIN_VALUE),
                Arguments.of("\"long\"", Long.MAX_VALUE),
                Arguments.of("\"float\"", Float.NaN),
                Arguments.of("\"float\"", Float.MIN_VALUE),
                Arguments.of("\"double\"", Double.NEGATIVE_INFINITY),
                Arguments.of("\"double\"", -0.0),
                Arguments.of("\"string\"", "a \"b\" \\ \n {} \uD83D\uDE00"),
                Arguments.of("\"bytes\"", ByteBuffer.wrap(new byte[] {0, -1})),
                Arguments.of(DATE, -800_000),
                // Infinity, and minus infinity.
                Arguments.of(DATE, 2_146_033_979),
                Arguments.of(DATE, -2_147_472_691),
                Arguments.of(TIME, 86_400_000_000L),
                Arguments.of(TIME, 1_500_000L),
                Arguments.of(TIMESTAMP, -63_517_824_000_000_001L),
                Arguments.of(TIMESTAMP, Long.MAX_VALUE),
                Arguments.of(TIMESTAMP, Long.MIN_VALUE),
                Arguments.of(MOMENT, 1_700_000_000_123_456L),
                Arguments.of("{\"type\": \"string\", \"postgresType\": \"timestamptz\"}", "2026-01-02T03:04:05.678Z"),
                Arguments.of("{\"type\": \"string\", \"postgresType\": \"timestamptz\"}", "-0043-03-15T00:00:00Z"),
                Arguments.of("{\"type\": \"string\", \"postgresType\": \"timestamptz\"}", "+12345-01-02T00:00:00Z"),
                Arguments.of("{\"type\": \"string\", \"postgresType\": \"timestamptz\"}", "-infinity"),
                Arguments.of("{\"type\": \"string\", \"postgresType\": \"numeric\"}", "3.1400"),
                Arguments.of("{\"type\": \"string\", \"postgresType\": \"numeric\"}", "NAN"),
                Arguments.of("{\"type\": \"string\", \"postgresType\": \"numeric\"}", "NEGATIVE_INFINITY"),
                Arguments.of("{\"type\": \"string\", \"postgresType\": \"jsonb\"}", "{\"a\": [1.50, null]}"),
                Arguments.of("{\"type\": \"string\", \"postgresType\": \"interval\"}", "P1Y-2M3DT4H5M6.7S"),
                Arguments.of(
                        "{\"type\": \"string\", \"logicalType\": \"uuid\"}", "0197a1c3-7d5e-7c6a-9b1f-3a5d2e8f4c01"),
                Arguments.of("{\"type\": \"long\", \"postgresType\": \"oid\"}", 4_294_967_295L),
                Arguments.of("{\"type\": \"boolean\", \"postgresType\": \"bit(1)\"}", true),
                Arguments.of(
                        "{\"type\": \"bytes\", \"postgresType\": \"bit(11)\"}", ByteBuffer.wrap(new byte[] {5, 4})),
                Arguments.of(
                        "{\"type\": \"array\", \"items\": [\"null\", \"string\"]}", Arrays.asList("", null, "a,b")),
                Arguments.of(
                        "{\"type\": \"array\", \"items\": [\"null\", \"bytes\"]}",
                        List.of(ByteBuffer.wrap(new byte[] {1}))));
    }

    /** Through Spark's own rows: what a table gives back is what the topic has. */
    @ParameterizedTest
    @MethodSource("values")
    void aValueComesBackAsItWas(String avro, Object value) {
        Schema record = row(avro);
        GenericData.Record written = new GenericData.Record(record);
        written.put("v", value);

        assertThat(DeltaColumn.json(record, throughSpark(record, written))).isEqualTo(AvroJson.text(written));
    }

    @Test
    void aNullComesBackAsOne() {
        Schema record = row("\"string\"");

        assertThat(DeltaColumn.json(record, throughSpark(record, new GenericData.Record(record))))
                .isEqualTo("{\"v\":null}");
    }

    @Test
    void aJoinedRowIsAStruct() {
        Schema inner = row("{\"type\": \"string\", \"postgresType\": \"numeric\"}");
        Schema record = schema(
                "{\"type\": \"record\", \"name\": \"Outer\", \"fields\": [{\"name\": \"joined\", \"type\": [\"null\", "
                        + inner + "]}]}");
        GenericData.Record joined = new GenericData.Record(inner);
        joined.put("v", "1.50");
        GenericData.Record written = new GenericData.Record(record);
        written.put("joined", joined);

        assertThat(DeltaColumn.columns(record).toDDL()).isEqualTo("joined STRUCT<v: STRING>");
        assertThat(DeltaColumn.json(record, throughSpark(record, written))).isEqualTo("{\"joined\":{\"v\":1.50}}");
    }

    /** The latest one that Delta has is in the year 294247, and PostgreSQL's is in 294276. */
    @Test
    void aMomentThatDeltaCannotHaveIsInfinite() {
        Schema record = row("{\"type\": \"string\", \"postgresType\": \"timestamptz\"}");
        GenericData.Record written = new GenericData.Record(record);
        written.put("v", "+294276-12-31T23:59:59.999999Z");

        assertThat(DeltaColumn.json(record, throughSpark(record, written))).isEqualTo("{\"v\":\"infinity\"}");
    }

    @Test
    void aColumnMayBeWiderThanItsField() {
        GenericData.Record written = new GenericData.Record(row("\"int\""));
        written.put("v", 7);

        assertThat(DeltaColumn.row(new StructType().add("v", DataTypes.LongType), written)
                        .get(0))
                .isEqualTo(7L);
        assertThatThrownBy(() -> DeltaColumn.row(new StructType().add("v", DataTypes.StringType), written))
                .hasMessage("field v is INT, and the table's column is STRING");
    }

    private static Row throughSpark(Schema record, GenericData.Record written) {
        StructType columns = DeltaColumn.columns(record);
        return SparkExtension.session()
                .createDataset(List.of(DeltaColumn.row(columns, written)), Encoders.row(columns))
                .collectAsList()
                .getFirst();
    }

    private static Schema row(String field) {
        return schema("{\"type\": \"record\", \"name\": \"R\", \"fields\": [{\"name\": \"v\", \"type\": [\"null\", "
                + field + "], \"default\": null}]}");
    }

    private static Schema schema(String json) {
        return new Schema.Parser().parse(json);
    }
}
