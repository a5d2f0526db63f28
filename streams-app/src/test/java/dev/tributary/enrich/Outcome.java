package dev.tributary.enrich;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a join made of a scenario, compared with the database. */
record Outcome(Verdict verdict, String text) {

    enum Verdict {
        RIGHT,
        WRONG,
        STOPS
    }

    static Outcome of(Scenario scenario, JoinUnderTest join) {
        try {
            scenario.script().accept(join);
        } catch (RuntimeException e) {
            return new Outcome(Verdict.STOPS, "stops at the record: " + cause(e));
        }
        Map<Long, @Nullable String> table = new TreeMap<>();
        List<JoinUnderTest.Written> written = join.written();
        written.forEach(record -> {
            if (record.row() == null) {
                table.remove(record.order());
            } else {
                table.put(record.order(), record.row());
            }
        });
        String records = written.size() == 1 ? "1 record" : written.size() + " records";
        String aside = switch (join.deadLetters()) {
            case 0 -> "";
            case 1 -> ", a dead letter";
            default -> throw new IllegalStateException("no scenario has more than one bad record");
        };
        List<String> differences = differences(table, scenario.database());
        if (differences.isEmpty()) {
            return new Outcome(Verdict.RIGHT, "right, " + records + aside);
        }
        String more = differences.size() == 1 ? "" : ", and " + (differences.size() - 1) + " more";
        return new Outcome(Verdict.WRONG, "**wrong**: " + differences.getFirst() + more + aside);
    }

    private static List<String> differences(Map<Long, @Nullable String> table, Map<Long, String> database) {
        List<String> differences = new ArrayList<>();
        database.forEach((id, row) -> {
            @Nullable String there = table.get(id);
            if (there == null) {
                differences.add("order " + id + " is missing");
            } else if (!there.equals(row)) {
                differences.add("order " + id + " is `" + there + "`, and `" + row + "` in the database");
            }
        });
        table.forEach((id, row) -> {
            if (!database.containsKey(id)) {
                differences.add("order " + id + " is still there");
            }
        });
        return differences;
    }

    private static String cause(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return "`" + cause.getClass().getSimpleName() + "`";
    }
}
