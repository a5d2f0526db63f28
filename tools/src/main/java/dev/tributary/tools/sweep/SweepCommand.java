package dev.tributary.tools.sweep;

import dev.tributary.tools.EndpointOptions;
import dev.tributary.tools.ExitCode;
import dev.tributary.tools.Postgres;
import dev.tributary.tools.ProgressLine;
import dev.tributary.tools.connectors.ConnectorFile;
import dev.tributary.tools.connectors.ConnectorOption;
import dev.tributary.tools.connectors.Snapshot;
import dev.tributary.tools.topic.RecordDecoder;
import java.io.PrintWriter;
import java.net.URI;
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
            description =
                    "Tables that the connector captures, such as public.orders; those in public without it. By default all"
                            + " of them.")
    private List<String> tables = List.of();

    @Option(names = "--dry-run", description = "Say what would be deleted, and delete nothing.")
    private boolean dryRun;

    @Mixin
    private final ConnectorOption connector = new ConnectorOption();

    @Mixin
    private final EndpointOptions endpoints = new EndpointOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws SQLException, InterruptedException {
        Postgres postgres = endpoints.postgres();
        URI connect = endpoints.connect();
        ProgressLine progress = new ProgressLine(spec.commandLine().getErr());
        PrintWriter out = spec.commandLine().getOut();
        try {
            ConnectorFile found = connector.find(connect, progress);
            List<String> captured = found.tables(tables);
            try (CapturedDatabase database = CapturedDatabase.open(postgres);
                    RecordDecoder decoder = RecordDecoder.open(endpoints.registry())) {
                database.requireAllRows(found, captured);
                Sweep sweep = new Sweep(
                        database,
                        endpoints.kafka(),
                        decoder,
                        new Sweep.Settings(found, dryRun),
                        new Snapshot(
                                postgres,
                                endpoints.kafka(),
                                decoder,
                                Snapshot.Settings.of(found, connect),
                                progress::update),
                        progress::update);
                for (String table : captured) {
                    Swept swept = sweep.table(table);
                    progress.clear();
                    out.println(swept.describe());
                    out.flush();
                }
            }
        } finally {
            progress.clear();
        }
        return ExitCode.OK;
    }
}
