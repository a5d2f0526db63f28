package dev.tributary.tools.audit;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A report in words. */
final class AuditText {

    private static final String STOP_WRITERS = "the tables are still being written: stop the writers";

    private AuditText() {}

    static String describe(AuditReport report) {
        return switch (report) {
            case AuditReport.Equal equal ->
                String.format(
                        Locale.ROOT,
                        "equal: %,d %s compared, every column the same%s (%s)",
                        equal.rowsCompared(),
                        equal.rows(),
                        where(equal.where()),
                        seconds(equal.took()));
            case AuditReport.Different different -> describe(different);
            case AuditReport.NotQuiescent waiting ->
                "not compared: " + (waiting.beingWritten() ? STOP_WRITERS + "; " : "") + "after "
                        + seconds(waiting.took()) + " still waiting for " + waiting.waitingFor();
        };
    }

    private static String where(List<String> others) {
        if (others.isEmpty()) {
            return "";
        }
        List<String> but = others.subList(0, others.size() - 1);
        return ", in the topic" + but.stream().map(place -> ", " + place).collect(Collectors.joining()) + " and "
                + others.getLast();
    }

    private static String describe(AuditReport.Different different) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "different: %,d %s compared, %,d %s (%s)",
                different.rowsCompared(),
                different.rows(),
                different.differences(),
                different.differences() == 1 ? "difference" : "differences",
                seconds(different.took())));
        if (different.beingWritten()) {
            text.append("; ").append(STOP_WRITERS);
        }
        for (Difference difference : different.first()) {
            text.append(System.lineSeparator()).append("  ").append(difference.describe());
        }
        long more = different.differences() - different.first().size();
        if (more > 0) {
            text.append(System.lineSeparator()).append(String.format(Locale.ROOT, "  … and %,d more", more));
        }
        text.append(System.lineSeparator())
                .append("  A change that could not be processed is a dead letter: tributary dead-letters list");
        return text.toString();
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
