package dev.tributary.tools.sweep;

import dev.tributary.tools.EndpointOptions;
import dev.tributary.tools.ExitCode;
import dev.tributary.tools.Postgres;
import dev.tributary.tools.ProgressLine;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.capturecheck.CaptureSettings;
import dev.tributary.tools.connectors.Snapshot;
import dev.tributary.tools.definition.ViewOption;
import dev.tributary.tools.topic.RecordDecoder;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "sweep",
        description = {
            "Delete from the change topics the rows that the database does not have any more.",
            "",
            "For rows that were deleted while nothing captured it, such as before a new snapshot, which says nothing of"
                    + " what is not there. Changes go on meanwhile, and doing it again does no harm."
        })
public final class SweepCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "TABLE",
            arity = "0..*",
            description = "Captured tables, such as public.orders; those in public without it. By default all of them.")
    private List<String> tables = List.of();

    @Option(names = "--dry-run", description = "Say what would be deleted, and delete nothing.")
    private boolean dryRun;

    @Option(
            names = "--slot",
            paramLabel = "SLOT",
            defaultValue = "tributary",
            description = "The connector's replication slot; by default ${DEFAULT-VALUE}.")
    private String slot = "tributary";

    @Option(
            names = "--topic-prefix",
            paramLabel = "PREFIX",
            defaultValue = "cdc",
            description = "What the names of the change topics begin with; by default ${DEFAULT-VALUE}.")
    private String topicPrefix = "cdc";

    @Mixin
    private final ViewOption view = new ViewOption();

    @Mixin
    private final EndpointOptions endpoints = new EndpointOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws SQLException, InterruptedException {
        Postgres postgres = endpoints.postgres();
        ProgressLine progress = new ProgressLine(spec.commandLine().getErr());
        PrintWriter out = spec.commandLine().getOut();
        try (CapturedDatabase database = CapturedDatabase.open(postgres);
                RecordDecoder decoder = RecordDecoder.open(endpoints.registry())) {
            Sweep sweep = new Sweep(
                    database,
                    endpoints.kafka(),
                    decoder,
                    new Sweep.Settings(slot, topicPrefix, dryRun),
                    new Snapshot(
                            postgres,
                            endpoints.kafka(),
                            decoder,
                            Snapshot.Settings.ofSlot(slot, endpoints.connectIfKnown()),
                            progress::update),
                    progress::update);
            List<String> named = tables(database);
            database.requireAllRows(
                    tables.isEmpty() ? CaptureSettings.of(view.view(endpoints)).tables() : named);
            for (String table : named) {
                Swept swept = sweep.table(table);
                progress.clear();
                out.println(swept.describe());
                out.flush();
            }
        } finally {
            progress.clear();
        }
        return ExitCode.OK;
    }

    private List<String> tables(CapturedDatabase database) throws SQLException {
        List<String> captured = database.tables();
        if (captured.isEmpty()) {
            throw ToolException.failed(
                    "nothing is captured of database " + database.name() + ": it has no publication tributary");
        }
        List<String> named = tables.stream()
                .map(table -> table.contains(".") ? table : "public." + table)
                .toList();
        for (String table : named) {
            if (!captured.contains(table)) {
                throw ToolException.failed("table " + table + " is not captured: the publication tributary has "
                        + String.join(" and ", captured));
            }
        }
        return named.isEmpty() ? captured : named;
    }
}
