package dev.tributary.definition.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The types of a contract, as PostgreSQL writes them. */
class AvroJsonTest {

    static List<Arguments> values() {
        return List.of(
                Arguments.of("string", "numeric", "3.1400", "3.1400"),
                Arguments.of("string", "numeric", "POSITIVE_INFINITY", "\"Infinity\""),
                Arguments.of("string", "jsonb", "{\"a\":\n1}", "{\"a\": 1}"),
                Arguments.of("string", "hstore", "{\"a\":null}", "{\"a\":null}"),
                Arguments.of("string", "timestamptz", "2026-01-02T01:04:05.500000Z", "\"2026-01-02T01:04:05.5+00:00\""),
                Arguments.of("string", "interval", "P1Y0M3DT0H0M0S", "\"1 year 3 days\""),
                Arguments.of("long", "oid", 4_000_000_000L, "\"4000000000\""),
                Arguments.of("boolean", "bit(1)", true, "\"1\""),
                Arguments.of("bytes", "bit(11)", ByteBuffer.wrap(new byte[] {1, 4}), "\"10000000001\""),
                Arguments.of("bytes", "", ByteBuffer.wrap(new byte[] {0, -1}), "\"\\\\x00ff\""),
                Arguments.of("double", "", Double.NaN, "\"NaN\""),
                Arguments.of("string", "", "3.10", "\"3.10\""));
    }

    @ParameterizedTest
    @MethodSource("values")
    void writesAsPostgresDoes(String avro, String postgres, Object value, String json) {
        Schema type = new Schema.Parser().parse("\"" + avro + "\"");
        if (!postgres.isEmpty()) {
            type.addProp("postgresType", postgres);
        }
        Schema nullable = Schema.createUnion(Schema.create(Schema.Type.NULL), type);
        Schema schema = Schema.createRecord("R", null, null, false, List.of(new Schema.Field("v", nullable)));
        GenericRecord row = new GenericData.Record(schema);
        row.put("v", value);

        assertThat(AvroJson.text(row)).isEqualTo("{\"v\":" + json + "}");
    }
}
