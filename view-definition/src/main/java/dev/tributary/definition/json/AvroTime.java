package dev.tributary.definition.json;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;

/**
 * Times in ISO 8601 from Avro's logical types, and from the names that Debezium gives to its own: with a Z if they are
 * moments, without a zone if they are what a clock on some wall shows.
 */
final class AvroTime {

    private AvroTime() {}

    /** The time that a number means by its schema, or nothing if it does not mean a time. */
    static Optional<String> format(Schema schema, long value) {
        LogicalType logical = schema.getLogicalType();
        String kind = logical != null ? logical.getName() : schema.getProp("connect.name");
        if (kind == null) {
            return Optional.empty();
        }
        return switch (kind) {
            case "timestamp-millis" -> Optional.of(instant(value, TimeUnit.MILLISECONDS));
            case "timestamp-micros" -> Optional.of(instant(value, TimeUnit.MICROSECONDS));
            case "timestamp-nanos" -> Optional.of(instant(value, TimeUnit.NANOSECONDS));
            case "local-timestamp-millis", "io.debezium.time.Timestamp" ->
                Optional.of(PostgresText.timestamp(TimeUnit.MILLISECONDS.toMicros(value)));
            case "local-timestamp-micros", "io.debezium.time.MicroTimestamp" ->
                Optional.of(PostgresText.timestamp(value));
            case "local-timestamp-nanos", "io.debezium.time.NanoTimestamp" ->
                Optional.of(PostgresText.timestamp(TimeUnit.NANOSECONDS.toMicros(value)));
            case "date", "io.debezium.time.Date" -> Optional.of(PostgresText.date((int) value));
            case "time-millis", "io.debezium.time.Time" ->
                Optional.of(PostgresText.time(TimeUnit.MILLISECONDS.toMicros(value)));
            case "time-micros", "io.debezium.time.MicroTime" -> Optional.of(PostgresText.time(value));
            default -> Optional.empty();
        };
    }

    private static String instant(long value, TimeUnit unit) {
        long second = unit.convert(1, TimeUnit.SECONDS);
        return Instant.ofEpochSecond(Math.floorDiv(value, second), unit.toNanos(Math.floorMod(value, second)))
                .toString();
    }
}
