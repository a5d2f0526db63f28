package dev.tributary.tools.capturecheck;

import dev.tributary.tools.capturecheck.DatabaseFacts.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The privileges that the connector's role needs in a table, and lacks. */
final class PrivilegeRules {

    /** The connector's heartbeat inserts its row, or updates it. */
    private static final String HEARTBEAT = "tributary.heartbeat";

    private PrivilegeRules() {}

    /** What is lacking and the statement that grants it, a message each. */
    static List<String> findings(CaptureSettings settings, String role, Table table) {
        List<String> findings = new ArrayList<>();
        if (!table.access().schemaUsage()) {
            findings.add("role %1$s may not use schema %2$s: GRANT USAGE ON SCHEMA %2$s TO %1$s"
                    .formatted(role, table.name().substring(0, table.name().indexOf('.'))));
        }
        boolean isSignal = settings.isSignalTable(table.name());
        List<String> unreadable = table.columns().stream()
                .filter(column -> isSignal || settings.captures(table.name(), column))
                .filter(column -> !table.access().readableColumns().contains(column))
                .toList();
        if (!unreadable.isEmpty()) {
            findings.add("role %1$s may not read column %3$s of table %2$s: GRANT SELECT ON %2$s TO %1$s"
                    .formatted(role, table.name(), String.join(", ", unreadable)));
        }
        String lacking = writes(table.name(), isSignal).stream()
                .filter(privilege -> !table.access().writes().contains(privilege))
                .collect(Collectors.joining(", "));
        if (!lacking.isEmpty()) {
            findings.add("role %1$s may not write to table %2$s: GRANT %3$s ON %2$s TO %1$s"
                    .formatted(role, table.name(), lacking));
        }
        return findings;
    }

    /** The connector marks in the signal table where it reads a part of a table, and removes the mark. */
    private static List<String> writes(String table, boolean isSignal) {
        if (isSignal) {
            return List.of("INSERT", "DELETE");
        }
        return table.equals(HEARTBEAT) ? List.of("INSERT", "UPDATE") : List.of();
    }
}
