package dev.tributary.tools.connectors;

import dev.tributary.tools.ExitCode;
import dev.tributary.tools.Postgres;
import dev.tributary.tools.capturecheck.CaptureCheck;
import dev.tributary.tools.capturecheck.CaptureFinding;
import dev.tributary.tools.capturecheck.CaptureSettings;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Compares what connectors are to capture with what the database lets them, and prints what differs, once until it is something
 * else.
 */
final class DatabaseComparison {

    private final Optional<Postgres> database;
    private final PrintWriter err;
    private final Map<String, String> printed = new HashMap<>();

    /** @param database nothing is compared without it */
    DatabaseComparison(Optional<Postgres> database, PrintWriter err) {
        this.database = database;
        this.err = err;
    }

    /** The exit code: whether every connector of this database can capture all changes. */
    int compare(List<ConnectorFile> connectors) {
        int exitCode = ExitCode.OK;
        if (database.isEmpty()) {
            return exitCode;
        }
        for (ConnectorFile connector : connectors) {
            Optional<CaptureSettings> settings = CaptureSettings.of(connector.config());
            if (settings.isPresent()) {
                exitCode = Math.max(exitCode, compare(connector.name(), settings.get(), database.get()));
            }
        }
        return exitCode;
    }

    private int compare(String connector, CaptureSettings settings, Postgres postgres) {
        Optional<List<CaptureFinding>> findings;
        try {
            findings = new CaptureCheck(postgres, settings).findingsOfItsDatabase();
        } catch (SQLException e) {
            print(connector, connector + " cannot be compared with the database: " + Postgres.explain(e));
            return ExitCode.FAILED;
        }
        if (findings.isEmpty()) {
            print(
                    connector,
                    connector + " captures database " + settings.database().orElseThrow() + " and is not compared with "
                            + postgres);
            return ExitCode.OK;
        }
        if (findings.get().isEmpty()) {
            print(connector, "");
            return ExitCode.OK;
        }
        String messages = findings.get().stream().map(CaptureFinding::message).collect(Collectors.joining("\n  "));
        print(connector, connector + " cannot capture all changes:\n  " + messages);
        return ExitCode.FAILED;
    }

    private void print(String connector, String text) {
        boolean isNew = !text.equals(printed.put(connector, text));
        if (isNew && !text.isEmpty()) {
            err.println(text);
            err.flush();
        }
    }
}
