package dev.tributary.tools.connectors;

import dev.tributary.tools.EndpointOptions;
import dev.tributary.tools.ExitCode;
import dev.tributary.tools.ProgressLine;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.topic.RecordDecoder;
import java.io.PrintWriter;
import java.net.URI;
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
            description = "Tables that the connector captures, such as public.orders; those in public without it.")
    private List<String> tables = List.of();

    @Option(
            names = "--where",
            paramLabel = "CONDITION",
            description = "Only rows that meet it, in SQL, such as \"user_id = 7\"; for one table.")
    private @Nullable String condition;

    @Mixin
    private final ConnectorOption connector = new ConnectorOption();

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
        URI connect = endpoints.connect();
        ProgressLine progress = new ProgressLine(spec.commandLine().getErr());
        Map<String, Long> rows;
        try (RecordDecoder decoder = RecordDecoder.open(endpoints.registry())) {
            ConnectorFile found = connector.find(connect, progress);
            rows = new Snapshot(
                            endpoints.postgres(),
                            endpoints.kafka(),
                            decoder,
                            Snapshot.Settings.of(found, connect),
                            progress::update)
                    .ofTables(found.tables(tables), condition);
        } finally {
            progress.clear();
        }
        PrintWriter out = spec.commandLine().getOut();
        rows.forEach((table, read) -> out.printf(Locale.ROOT, "%s: %,d rows read again%n", table, read));
        out.flush();
        return ExitCode.OK;
    }
}
