package dev.tributary.connect;

import io.debezium.data.Bits;
import io.debezium.data.Enum;
import io.debezium.data.Json;
import io.debezium.data.TsVector;
import io.debezium.data.Uuid;
import io.debezium.data.VariableScaleDecimal;
import io.debezium.data.Xml;
import io.debezium.data.geometry.Geography;
import io.debezium.data.geometry.Geometry;
import io.debezium.data.geometry.Point;
import io.debezium.data.vector.DoubleVector;
import io.debezium.data.vector.FloatVector;
import io.debezium.data.vector.SparseDoubleVector;
import io.debezium.time.Interval;
import io.debezium.time.MicroDuration;
import io.debezium.time.MicroTime;
import io.debezium.time.MicroTimestamp;
import io.debezium.time.NanoTimestamp;
import io.debezium.time.ZonedTime;
import io.debezium.time.ZonedTimestamp;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/**
 * What Debezium's PostgreSQL connector emits: each of its types, and change events of random tables. For tests that compare one
 * converter with another.
 */
@SuppressWarnings("JavaUtilDate") // the type of Connect's times
public final class DebeziumTypes {

    /** A value, and the schema that it is of. */
    public record Sample(Schema schema, Object value) {}

    /**
     * A type of a column.
     *
     * @param value of the schema that {@code schema} has become in the end
     */
    public record Type(String name, Supplier<SchemaBuilder> schema, Function<Schema, Object> value) {

        /** Required, optional, with a default, and in others. */
        public List<Sample> samples() {
            Schema required = schema.get().build();
            Schema optional = schema.get().optional().build();
            List<Sample> samples = new ArrayList<>();
            samples.add(new Sample(required, value.apply(required)));
            samples.add(new Sample(optional, value.apply(optional)));
            if (!isStruct()) {
                Object present = value.apply(required);
                samples.add(new Sample(schema.get().defaultValue(present).build(), present));
                samples.add(
                        new Sample(schema.get().optional().defaultValue(present).build(), present));
            }
            samples.add(new Sample(SchemaBuilder.array(optional).build(), Arrays.asList(null, value.apply(optional))));
            samples.add(new Sample(
                    SchemaBuilder.map(Schema.STRING_SCHEMA, required).build(), Map.of("key", value.apply(required))));
            return samples;
        }

        private boolean isStruct() {
            return schema.get().type() == Schema.Type.STRUCT;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Type> TYPES = List.of(
            type("boolean", SchemaBuilder::bool, true),
            type("smallint", SchemaBuilder::int16, (short) -2),
            type("int8", SchemaBuilder::int8, (byte) 3),
            type("integer", SchemaBuilder::int32, 1 << 30),
            type("bigint", SchemaBuilder::int64, Long.MIN_VALUE),
            type("a small bigint", SchemaBuilder::int64, 5L),
            type("real", SchemaBuilder::float32, 1.1f),
            type("double", SchemaBuilder::float64, Double.NaN),
            type("another double", SchemaBuilder::float64, 0.1),
            type("text", SchemaBuilder::string, "Żółw 🐢 \"\\ \u0000"),
            type("empty text", SchemaBuilder::string, ""),
            type("bytea", SchemaBuilder::bytes, ByteBuffer.wrap(new byte[] {0, -1, 127, -128})),
            type("bytea as array", SchemaBuilder::bytes, new byte[] {9, -9}),
            type("text with a doc", () -> SchemaBuilder.string().doc("what it is"), "x"),
            type("text with parameters", () -> SchemaBuilder.string().parameter("length", "10"), "x"),
            type("numeric(10,2)", () -> decimal(2, 10), new BigDecimal("-12345678.90")),
            type("numeric without precision", () -> Decimal.builder(3), new BigDecimal("1.500")),
            type("numeric with a negative scale", () -> decimal(-2, 3), new BigDecimal("1E+2")),
            type("numeric with a scale beyond its precision", () -> decimal(5, 3), new BigDecimal("0.00123")),
            type("date of Connect", Date::builder, new java.util.Date(86_400_000L * 20_000)),
            type("time of Connect", Time::builder, new java.util.Date(1_234L)),
            type("timestamp of Connect", Timestamp::builder, new java.util.Date(1_700_000_000_123L)),
            type("date", io.debezium.time.Date::builder, 20_000),
            type("time(3)", io.debezium.time.Time::builder, 86_399_999),
            type("time", MicroTime::builder, 86_399_999_999L),
            type("timestamp(3)", io.debezium.time.Timestamp::builder, 1_700_000_000_123L),
            type("timestamp", MicroTimestamp::builder, 1_700_000_000_123_456L),
            type("timestamp in nanoseconds", NanoTimestamp::builder, 1_700_000_000_123_456_789L),
            type("timestamptz", ZonedTimestamp::builder, "2026-01-01T00:00:00Z"),
            type("timetz", ZonedTime::builder, "00:00:00Z"),
            type("interval", MicroDuration::builder, 1L),
            type("interval as text", Interval::builder, "P1Y"),
            type("bit(10)", () -> Bits.builder(10), new byte[] {1, 2}),
            type("an enum", () -> Enum.builder(List.of("small", "große")), "große"),
            type("jsonb", Json::builder, "{\"a\": 1}"),
            type("xml", Xml::builder, "<a/>"),
            type("uuid", Uuid::builder, "00000000-0000-0000-0000-000000000000"),
            type("tsvector", TsVector::builder, "'a':1"),
            type("vector", DoubleVector::builder, List.of(1.0, -0.5)),
            type("halfvec", FloatVector::builder, List.of(1.0f)),
            type(
                    "hstore",
                    () -> SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.OPTIONAL_STRING_SCHEMA),
                    Map.of("a", "b")),
            type("an empty hstore", () -> SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA), Map.of()),
            type(
                    "a map with keys that may be null",
                    () -> SchemaBuilder.map(Schema.OPTIONAL_STRING_SCHEMA, Schema.STRING_SCHEMA),
                    Map.of("a", "b")),
            type(
                    "a map with a name and other keys",
                    () -> SchemaBuilder.map(Schema.INT16_SCHEMA, Schema.FLOAT64_SCHEMA)
                            .name("some.Entry"),
                    Map.of((short) 1, 2.0)),
            type("integer[]", () -> SchemaBuilder.array(Schema.OPTIONAL_INT32_SCHEMA), Arrays.asList(1, null, 3)),
            type("text[]", () -> SchemaBuilder.array(Schema.STRING_SCHEMA), List.of()),
            new Type(
                    "numeric",
                    VariableScaleDecimal::builder,
                    schema -> VariableScaleDecimal.fromLogical(schema, new BigDecimal("3.14"))),
            new Type("point", Point::builder, schema -> Point.createValue(schema, 1.5, -2.5)),
            new Type("geometry", Geometry::builder, schema -> Geometry.createValue(schema, new byte[] {1}, 4326)),
            new Type("geography", Geography::builder, schema -> Geography.createValue(schema, new byte[] {1}, null)),
            new Type(
                    "sparsevec",
                    SparseDoubleVector::builder,
                    schema -> new Struct(schema).put("dimensions", (short) 5).put("vector", Map.of((short) 2, 0.5))));

    private DebeziumTypes() {}

    public static List<Type> all() {
        return TYPES;
    }

    /** A change event of a table with random columns. */
    public static Sample changeEvent(Random random) {
        SchemaBuilder builder =
                SchemaBuilder.struct().name("cdc.public.things.Value").optional();
        List<Type> columns = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(20); i++) {
            Type type = TYPES.get(random.nextInt(TYPES.size()));
            columns.add(type);
            SchemaBuilder column = type.schema().get();
            if (random.nextBoolean()) {
                column.optional();
            }
            if (!type.isStruct() && random.nextInt(3) == 0) {
                column.defaultValue(type.value().apply(column));
            }
            builder.field("c" + i, column.build());
        }
        Schema row = builder.build();
        Schema source = SchemaBuilder.struct()
                .name("io.debezium.connector.postgresql.Source")
                .version(1)
                .field("lsn", Schema.OPTIONAL_INT64_SCHEMA)
                .field(
                        "snapshot",
                        Enum.builder(List.of("true", "false"))
                                .optional()
                                .defaultValue("false")
                                .build())
                .build();
        Schema envelope = SchemaBuilder.struct()
                .name("cdc.public.things.Envelope")
                .version(2)
                .field("before", row)
                .field("after", row)
                .field("source", source)
                .field("op", Schema.STRING_SCHEMA)
                .build();

        return new Sample(
                envelope,
                new Struct(envelope)
                        .put("before", random.nextBoolean() ? null : row(row, columns, random))
                        .put("after", row(row, columns, random))
                        .put(
                                "source",
                                new Struct(source).put("lsn", random.nextLong()).put("snapshot", "true"))
                        .put("op", "u"));
    }

    /** A NULL in a column with a default would be that default, in the oracle: no such row here. */
    private static Struct row(Schema schema, List<Type> columns, Random random) {
        Struct row = new Struct(schema);
        for (int i = 0; i < columns.size(); i++) {
            Schema column = schema.field("c" + i).schema();
            boolean mayBeNull = column.isOptional() && column.defaultValue() == null;
            if (!mayBeNull || random.nextInt(3) > 0) {
                row.put("c" + i, columns.get(i).value().apply(column));
            }
        }
        return row;
    }

    private static Type type(String name, Supplier<SchemaBuilder> schema, Object value) {
        return new Type(name, schema, ignored -> value);
    }

    private static SchemaBuilder decimal(int scale, int precision) {
        return Decimal.builder(scale).parameter("connect.decimal.precision", Integer.toString(precision));
    }
}
