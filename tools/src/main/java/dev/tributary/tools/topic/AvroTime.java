package dev.tributary.tools.topic;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
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
public final class AvroTime {

    /** PostgreSQL's infinity, as Debezium sends a timestamp in microseconds: the largest that fits. */
    public static final long INFINITY = Long.MAX_VALUE;

    /** PostgreSQL's -infinity, as Debezium sends a timestamp in microseconds. */
    public static final long MINUS_INFINITY = Long.MIN_VALUE;

    /** The two as Debezium's documentation has them, which is how its timestamps in milliseconds arrive. */
    public static final long DOCUMENTED_INFINITY = 9_223_372_036_825_200_000L;

    public static final long DOCUMENTED_MINUS_INFINITY = -9_223_372_036_832_400_000L;

    private AvroTime() {}

    /** The time that a number means by its schema, or nothing if it does not mean a time. */
    public static Optional<String> format(Schema schema, long value) {
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
            case "date", "io.debezium.time.Date" -> date(value);
            case "time-millis", "io.debezium.time.Time" -> time(value, TimeUnit.MILLISECONDS);
            case "time-micros", "io.debezium.time.MicroTime" -> time(value, TimeUnit.MICROSECONDS);
            default -> Optional.empty();
        };
    }

    /** A timestamp without time zone. */
    public static String localMicros(long value) {
        return local(value, TimeUnit.MICROSECONDS);
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

    private static Optional<String> date(long value) {
        try {
            return Optional.of(LocalDate.ofEpochDay(value).toString());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> time(long value, TimeUnit unit) {
        try {
            return Optional.of(DateTimeFormatter.ISO_LOCAL_TIME.format(LocalTime.ofNanoOfDay(unit.toNanos(value))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
