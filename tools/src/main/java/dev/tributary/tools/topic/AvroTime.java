package dev.tributary.tools.topic;

import dev.tributary.definition.json.PostgresText;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;

/**
 * Times in ISO 8601 from Avro's logical types, and from the names that Debezium gives to its own: with a Z if they are
 * moments, without a zone if they are what a clock on some wall shows.
 */
final class AvroTime {

    /** PostgreSQL's infinity, as Debezium sends a timestamp in microseconds: the largest that fits. */
    private static final long INFINITY = Long.MAX_VALUE;

    /** PostgreSQL's -infinity, as Debezium sends a timestamp in microseconds. */
    private static final long MINUS_INFINITY = Long.MIN_VALUE;

    /** The two as Debezium's documentation has them, which is how its timestamps in milliseconds arrive. */
    private static final long DOCUMENTED_INFINITY = 9_223_372_036_825_200_000L;

    private static final long DOCUMENTED_MINUS_INFINITY = -9_223_372_036_832_400_000L;

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
                Optional.of(local(value, TimeUnit.MILLISECONDS));
            case "local-timestamp-micros", "io.debezium.time.MicroTimestamp" ->
                Optional.of(local(value, TimeUnit.MICROSECONDS));
            case "local-timestamp-nanos", "io.debezium.time.NanoTimestamp" ->
                Optional.of(local(value, TimeUnit.NANOSECONDS));
            case "date", "io.debezium.time.Date" -> Optional.of(PostgresText.date((int) value));
            case "time-millis", "io.debezium.time.Time" ->
                Optional.of(PostgresText.time(TimeUnit.MILLISECONDS.toMicros(value)));
            case "time-micros", "io.debezium.time.MicroTime" -> Optional.of(PostgresText.time(value));
            default -> Optional.empty();
        };
    }

    private static String local(long value, TimeUnit unit) {
        if (value == INFINITY || value == DOCUMENTED_INFINITY) {
            return "infinity";
        }
        if (value == MINUS_INFINITY || value == DOCUMENTED_MINUS_INFINITY) {
            return "-infinity";
        }
        long second = unit.convert(1, TimeUnit.SECONDS);
        int nanos = (int) unit.toNanos(Math.floorMod(value, second));
        LocalDateTime time = LocalDateTime.ofEpochSecond(Math.floorDiv(value, second), nanos, ZoneOffset.UTC);
        // Unlike toString(), always with seconds.
        return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time);
    }

    private static String instant(long value, TimeUnit unit) {
        long second = unit.convert(1, TimeUnit.SECONDS);
        return Instant.ofEpochSecond(Math.floorDiv(value, second), unit.toNanos(Math.floorMod(value, second)))
                .toString();
    }
}
