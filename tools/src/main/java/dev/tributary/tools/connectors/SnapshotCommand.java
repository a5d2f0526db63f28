package dev.tributary.tools.connectors;

import dev.tributary.tools.EndpointOptions;
import dev.tributary.tools.ExitCode;
import dev.tributary.tools.ProgressLine;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.topic.RecordDecoder;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "snapshot",
        description = {
            "Have the connector read tables again, while it goes on to capture changes, and wait until it has.",
            "",
            "Rows that are missing downstream come, and rows that differ are corrected. Rows that were deleted are not"
                    + " found: ./tributary sweep finds those. If the command is ended, the connector reads them all the same."
        })
public final class SnapshotCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "TABLE",
            arity = "1..*",
            description = "Captured tables, such as public.orders; those in public without it.")
    private List<String> tables = List.of();

    @Option(
            names = "--where",
            paramLabel = "CONDITION",
            description = "Only rows that meet it, in SQL, such as \"user_id = 7\"; for one table.")
    private @Nullable String condition;

    @Mixin
    private final EndpointOptions endpoints = new EndpointOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (condition != null && tables.size() > 1) {
            throw ToolException.usage("--where is for one table, and there are " + tables.size());
        }
        List<String> named = tables.stream()
                .map(table -> table.contains(".") ? table : "public." + table)
                .toList();
        ProgressLine progress = new ProgressLine(spec.commandLine().getErr());
        Map<String, Long> rows;
        try (RecordDecoder decoder = RecordDecoder.open(endpoints.registry())) {
            rows = new Snapshot(
                            endpoints.postgres(),
                            endpoints.kafka(),
                            decoder,
                            Snapshot.Settings.ofSlot("tributary", endpoints.connectIfKnown()),
                            progress::update)
                    .ofTables(named, condition);
        } finally {
            progress.clear();
        }
        PrintWriter out = spec.commandLine().getOut();
        rows.forEach((table, read) -> out.printf(Locale.ROOT, "%s: %,d rows read again%n", table, read));
        out.flush();
        return ExitCode.OK;
    }
}
