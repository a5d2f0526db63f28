package dev.tributary.definition.json;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values as PostgreSQL's {@code to_json} writes them, with {@code TimeZone = UTC}, {@code DateStyle = ISO},
 * {@code IntervalStyle = postgres} and {@code bytea_output = hex}, out of the forms that Debezium gives them. docs/types.md has what is
 * different.
 */
public final class PostgresText {

    private static final long MICROS = 1_000_000;

    /** What Debezium streams for dates that are infinite: PostgreSQL's own numbers, counted from 1970. */
    private static final int DATE_INFINITY = 2_146_033_979;

    private static final int DATE_MINUS_INFINITY = -2_147_472_691;

    /** Debezium's: all parts are there, and only the seconds have a fraction. */
    private static final Pattern INTERVAL =
            Pattern.compile("P(-?\\d+)Y(-?\\d+)M(-?\\d+)DT(-?\\d+)H(-?\\d+)M(-?)(\\d+)(?:\\.(\\d+))?S");

    /** In ISO 8601: before the year 1, or after 9999. */
    private static final Pattern SIGNED_YEAR = Pattern.compile("([+-]\\d{4,}|0000)(-.*)");

    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?(?:[eE][+-]?[0-9]++)?");

    private PostgresText() {}

    /**
     * A {@code date}.
     *
     * @param days since 1970-01-01
     */
    public static String date(int days) {
        if (days == DATE_INFINITY) {
            return "infinity";
        }
        if (days == DATE_MINUS_INFINITY) {
            return "-infinity";
        }
        LocalDate date = LocalDate.ofEpochDay(days);
        String text = "%04d-%02d-%02d"
                .formatted(date.get(ChronoField.YEAR_OF_ERA), date.getMonthValue(), date.getDayOfMonth());
        // There is no year 0.
        return date.getYear() > 0 ? text : text + " BC";
    }

    /**
     * A {@code time}.
     *
     * @param micros since midnight; a whole day is 24:00:00
     */
    public static String time(long micros) {
        return time(micros / MICROS, micros % MICROS);
    }

    private static String time(long seconds, long micros) {
        return "%02d:%02d:%02d".formatted(seconds / 3_600, seconds / 60 % 60, seconds % 60) + fraction(micros);
    }

    private static String fraction(long micros) {
        return micros == 0 ? "" : withoutZeros(".%06d".formatted(micros));
    }

    private static String withoutZeros(String fraction) {
        int end = fraction.length();
        while (fraction.charAt(end - 1) == '0') {
            end--;
        }
        return fraction.charAt(end - 1) == '.' ? fraction.substring(0, end - 1) : fraction.substring(0, end);
    }

    /**
     * A {@code timestamp}.
     *
     * @param micros since 1970 by a clock on a wall; Debezium has the extremes for PostgreSQL's infinities
     */
    public static String timestamp(long micros) {
        if (micros == Long.MAX_VALUE) {
            return "infinity";
        }
        if (micros == Long.MIN_VALUE) {
            return "-infinity";
        }
        // Unlike toString(), always with seconds.
        return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(LocalDateTime.ofEpochSecond(
                Math.floorDiv(micros, MICROS), (int) Math.floorMod(micros, MICROS) * 1000, ZoneOffset.UTC));
    }

    /**
     * A {@code timestamptz}.
     *
     * @param text in ISO 8601, in UTC, with a Z; or infinity
     */
    public static String timestamptz(String text) {
        if (!text.endsWith("Z")) {
            return text;
        }
        String local = text.substring(0, text.length() - 1);
        int dot = local.indexOf('.');
        String trimmed = dot < 0 ? local : local.substring(0, dot) + withoutZeros(local.substring(dot));
        return trimmed + "+00:00";
    }

    /**
     * A {@code timestamp} or {@code timestamptz} that PostgreSQL can read: before Christ with BC, and after the year 9999 without a
     * plus.
     *
     * @param text of {@link #timestamp} or {@link #timestamptz}
     */
    public static String withEra(String text) {
        Matcher parts = SIGNED_YEAR.matcher(text);
        if (!parts.matches()) {
            return text;
        }
        int year = Integer.parseInt(parts.group(1));
        // There is no year 0.
        return year > 0 ? year + parts.group(2) : "%04d%s BC".formatted(1 - year, parts.group(2));
    }

    /**
     * An {@code interval}.
     *
     * @param text of Debezium, in ISO 8601; what is not of its form is left as it is
     */
    public static String interval(String text) {
        Matcher parts = INTERVAL.matcher(text);
        if (!parts.matches()) {
            return text;
        }
        StringBuilder interval = new StringBuilder();
        boolean isBehindNegative = false;
        String[] units = {"year", "mon", "day"};
        for (int i = 0; i < units.length; i++) {
            long value = Long.parseLong(parts.group(i + 1));
            if (value != 0) {
                interval.append(interval.isEmpty() ? "" : " ")
                        .append(isBehindNegative && value > 0 ? "+" : "")
                        .append(value)
                        .append(' ')
                        .append(units[i])
                        .append(value == 1 ? "" : "s");
                isBehindNegative = value < 0;
            }
        }
        Duration time = time(parts);
        if (!time.isZero() || interval.isEmpty()) {
            Duration size = time.abs();
            interval.append(interval.isEmpty() ? "" : " ")
                    .append(time.isNegative() ? "-" : isBehindNegative ? "+" : "")
                    .append(time(size.toSeconds(), size.toNanosPart() / 1_000));
        }
        return interval.toString();
    }

    private static Duration time(Matcher parts) {
        String fraction = parts.group(8) == null ? "0" : parts.group(8);
        Duration seconds = Duration.ofSeconds(Long.parseLong(parts.group(7)))
                .plusNanos(new BigDecimal("0." + fraction).movePointRight(9).longValue());
        return Duration.ofHours(Long.parseLong(parts.group(4)))
                .plusMinutes(Long.parseLong(parts.group(5)))
                .plus(parts.group(6).isEmpty() ? seconds : seconds.negated());
    }

    public static String bytea(byte[] bytes, int start, int length) {
        return "\\x" + HexFormat.of().formatHex(bytes, start, start + length);
    }

    /**
     * The digits of a bit string.
     *
     * @param bytes that Debezium writes, the lowest first
     * @param digits how many there are
     */
    public static String bits(byte[] bytes, int start, int length, int digits) {
        StringBuilder text = new StringBuilder(digits);
        for (int digit = digits - 1; digit >= 0; digit--) {
            boolean isThere = digit / Byte.SIZE < length;
            text.append(isThere && (bytes[start + digit / Byte.SIZE] >> (digit % Byte.SIZE) & 1) == 1 ? '1' : '0');
        }
        return text.toString();
    }

    /** Whether a text is what Debezium writes for a numeric. */
    public static boolean isNumeric(String text) {
        return isNumber(text) || !notANumber(text).equals(text);
    }

    /** Whether a text is a number as JSON writes it. A numeric that is none is NaN or infinite. */
    public static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }

    /** A numeric that is no number. */
    public static String notANumber(String numeric) {
        return switch (numeric) {
            case "POSITIVE_INFINITY" -> "Infinity";
            case "NEGATIVE_INFINITY" -> "-Infinity";
            case "NAN" -> "NaN";
            default -> numeric;
        };
    }

    /** JSON in a line: a line break in it is between two parts, since texts have none. */
    public static String oneLine(String json) {
        return json.indexOf('\n') < 0 && json.indexOf('\r') < 0
                ? json
                : json.replace('\n', ' ').replace('\r', ' ');
    }
}
