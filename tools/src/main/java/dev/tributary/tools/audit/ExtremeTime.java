package dev.tributary.tools.audit;

import dev.tributary.definition.resolved.ColumnTypes;
import java.time.LocalDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** Timestamps before Christ and after the year 9999, of which docs/types.md says how they differ from PostgreSQL's text. */
final class ExtremeTime {

    private static final int MOST_YEAR = 9999;
    private static final Pattern POSTGRES = Pattern.compile("(\\d{4,})(-\\d\\d-\\d\\dT[^ ]+)( BC)?");

    /** The last that microseconds in 64 bits can be; PostgreSQL's calendar ends 30 years later. */
    private static final LocalDateTime LAST = LocalDateTime.parse("+294247-01-10T04:00:54.775807");

    private ExtremeTime() {}

    /** Whether a column is a timestamp, with or without time zone. */
    static boolean isOf(Schema type) {
        return type.getLogicalType() instanceof LogicalTypes.LocalTimestampMicros
                || "timestamptz".equals(type.getProp(ColumnTypes.POSTGRES_TYPE));
    }

    /** What PostgreSQL's text becomes on its way; what is neither early nor late stays as it is. */
    static String asCaptured(String text) {
        Matcher parts = POSTGRES.matcher(text);
        if (!parts.matches()) {
            return text;
        }
        int ofEra = Integer.parseInt(parts.group(1));
        // There is no year 0.
        int year = parts.group(3) == null ? ofEra : 1 - ofEra;
        String sign = year < 0 ? "-" : year > MOST_YEAR ? "+" : "";
        String time = sign + "%04d".formatted(Math.abs(year)) + parts.group(2);
        return year > MOST_YEAR
                        && !time.endsWith("+00:00")
                        && LocalDateTime.parse(time).isAfter(LAST)
                ? "infinity"
                : time;
    }
}
