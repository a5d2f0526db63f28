package dev.tributary.confluent;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.util.RandomData;

/** A schema of each type that Avro has, and values of it. */
enum AvroType {
    NULL("'null'"),
    BOOLEAN("'boolean'"),
    INT("'int'"),
    LONG("'long'"),
    FLOAT("'float'"),
    DOUBLE("'double'"),
    BYTES("'bytes'"),
    STRING("'string'"),
    JAVA_STRING("{'type': 'string', 'avro.java.string': 'String'}"),
    ENUM("{'type': 'enum', 'name': 'Size', 'symbols': ['SMALL', 'LARGE'], 'default': 'SMALL'}"),
    FIXED("{'type': 'fixed', 'name': 'Hash', 'size': 3}"),
    ARRAY("{'type': 'array', 'items': 'long'}"),
    ARRAY_OF_NULLABLE("{'type': 'array', 'items': ['null', 'string']}"),
    MAP("{'type': 'map', 'values': 'double'}"),
    NULLABLE("['null', 'long']"),
    NULLABLE_BEHIND("['string', 'null']"),
    UNION("['null', 'int', 'string', 'bytes', {'type': 'array', 'items': 'int'}, {'type': 'record', 'name':"
            + " 'Branch', 'fields': []}]"),
    RECORD("{'type': 'record', 'name': 'Point', 'fields': [{'name': 'x', 'type': 'int'}, {'name': 'y', 'type':"
            + " 'float'}]}"),
    RECORD_IN_RECORD(
            "{'type': 'record', 'name': 'Outer', 'namespace': 'a.b', 'fields': [{'name': 'inner', 'type': {'type':"
                    + " 'record', 'name': 'Inner', 'fields': [{'name': 'id', 'type': 'int'}]}}, {'name': 'again', 'type':"
                    + " ['null', 'Inner']}]}"),
    RECORD_OF_ITSELF("{'type': 'record', 'name': 'Node', 'fields': [{'name': 'v', 'type': 'int'},"
            + " {'name': 'next', 'type': ['null', 'Node'], 'default': null}]}"),
    RECORD_WITHOUT_FIELDS("{'type': 'record', 'name': 'Empty', 'fields': []}"),
    RECORD_WITH_DEFAULTS("{'type': 'record', 'name': 'Defaults', 'doc': 'documented', 'fields': ["
            + "{'name': 'i', 'type': 'int', 'default': 7, 'doc': 'a number', 'aliases': ['j']},"
            + "{'name': 's', 'type': 'string', 'default': 'ż'},"
            + "{'name': 'b', 'type': 'bytes', 'default': '\\u00ff'},"
            + "{'name': 'd', 'type': 'double', 'default': 0.5},"
            + "{'name': 'a', 'type': {'type': 'array', 'items': 'int'}, 'default': [1, 2]},"
            + "{'name': 'm', 'type': {'type': 'map', 'values': 'int'}, 'default': {'k': 1}},"
            + "{'name': 'n', 'type': ['null', 'int'], 'default': null}]}"),
    ARRAY_OF_MAPS_OF_RECORDS("{'type': 'array', 'items': {'type': 'map', 'values':"
            + " {'type': 'record', 'name': 'Leaf', 'fields': [{'name': 'e', 'type':"
            + " {'type': 'enum', 'name': 'Letter', 'symbols': ['A', 'B']}}]}}}"),
    DATE("{'type': 'int', 'logicalType': 'date'}"),
    TIME_MILLIS("{'type': 'int', 'logicalType': 'time-millis'}"),
    TIME_MICROS("{'type': 'long', 'logicalType': 'time-micros'}"),
    TIMESTAMP_MILLIS("{'type': 'long', 'logicalType': 'timestamp-millis'}"),
    TIMESTAMP_MICROS("{'type': 'long', 'logicalType': 'timestamp-micros'}"),
    TIMESTAMP_NANOS("{'type': 'long', 'logicalType': 'timestamp-nanos'}"),
    LOCAL_TIMESTAMP_MILLIS("{'type': 'long', 'logicalType': 'local-timestamp-millis'}"),
    LOCAL_TIMESTAMP_MICROS("{'type': 'long', 'logicalType': 'local-timestamp-micros'}"),
    LOCAL_TIMESTAMP_NANOS("{'type': 'long', 'logicalType': 'local-timestamp-nanos'}"),
    DECIMAL("{'type': 'bytes', 'logicalType': 'decimal', 'precision': 10, 'scale': 2}"),
    DECIMAL_IN_FIXED(
            "{'type': 'fixed', 'name': 'Price', 'size': 8, 'logicalType': 'decimal', 'precision': 18, 'scale': 2}"),
    BIG_DECIMAL("{'type': 'bytes', 'logicalType': 'big-decimal'}"),
    UUID("{'type': 'string', 'logicalType': 'uuid'}"),
    UUID_IN_FIXED("{'type': 'fixed', 'name': 'Id', 'size': 16, 'logicalType': 'uuid'}"),
    DURATION("{'type': 'fixed', 'name': 'Span', 'size': 12, 'logicalType': 'duration'}"),
    UNKNOWN_LOGICAL_TYPE("{'type': 'string', 'logicalType': 'colour', 'shade': 3}");

    private static final int VALUES = 20;

    private final String json;

    AvroType(String json) {
        this.json = json;
    }

    /** @param json with ' in the place of " */
    static Schema parse(String json) {
        return new Schema.Parser().parse(json.replace('\'', '"'));
    }

    Schema schema() {
        return parse(json);
    }

    /** A record with two fields of the type, so that a named type is named the second time. */
    Schema inRecord() {
        Schema schema = schema();
        return Schema.createRecord(
                "Holder",
                null,
                "dev.tributary.confluent.holders",
                false,
                List.of(new Schema.Field("first", schema), new Schema.Field("second", schema)));
    }

    List<GenericRecord> samplesInRecords() {
        List<GenericRecord> records = new ArrayList<>();
        for (Object record : new RandomData(inRecord(), VALUES, name().hashCode())) {
            records.add((GenericRecord) record);
        }
        extremes().forEach(value -> {
            GenericRecord record = new GenericData.Record(inRecord());
            record.put("first", value);
            record.put("second", value);
            records.add(record);
        });
        return records;
    }

    List<Object> samples() {
        return samplesInRecords().stream()
                .flatMap(record -> Stream.of(record.get("first"), record.get("second")))
                .toList();
    }

    private Stream<?> extremes() {
        return switch (this) {
            case INT -> Stream.of(0, -1, 63, 64, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case LONG, TIMESTAMP_MICROS -> Stream.of(0L, -1L, 1L << 31, Long.MIN_VALUE, Long.MAX_VALUE);
            case FLOAT -> Stream.of(0f, -0f, Float.NaN, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, Float.MAX_VALUE);
            case DOUBLE -> Stream.of(0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE, 0.1);
            case STRING, JAVA_STRING -> Stream.of("", "\u0000", "Żółw 🐢 \"\\\n", "x".repeat(10_000));
            case BYTES ->
                Stream.of(new byte[0], new byte[] {0, 0, 0, 0, 1}, new byte[10_000])
                        .map(ByteBuffer::wrap);
            case ARRAY -> Stream.of(List.of(), List.of(Long.MIN_VALUE, 0L));
            default -> Stream.of();
        };
    }
}
