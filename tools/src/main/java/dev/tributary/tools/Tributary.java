package dev.tributary.tools;

import dev.tributary.tools.audit.AuditCommand;
import dev.tributary.tools.connectors.ConnectorsCommand;
import dev.tributary.tools.connectors.SnapshotCommand;
import dev.tributary.tools.consume.ConsumeCommand;
import dev.tributary.tools.deadletters.DeadLettersCommand;
import dev.tributary.tools.definition.ViewCommand;
import dev.tributary.tools.generate.GenerateCommand;
import dev.tributary.tools.lag.LagCommand;
import dev.tributary.tools.sweep.SweepCommand;
import dev.tributary.tools.view.GetCommand;
import dev.tributary.tools.view.WatchCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The root of the command line; {@link Main#commandLine} is how to get it configured. */
@Command(
        name = "tributary",
        description = "Live views of PostgreSQL: rows joined with the rows that they refer to.",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:success",
            "1:the check failed, or the request was refused",
            "2:the command line is wrong",
            "3:a server could not be reached"
        },
        subcommands = {
            GetCommand.class,
            WatchCommand.class,
            ConsumeCommand.class,
            GenerateCommand.class,
            ConnectorsCommand.class,
            SnapshotCommand.class,
            DeadLettersCommand.class,
            SweepCommand.class,
            AuditCommand.class,
            LagCommand.class,
            ViewCommand.class
        })
public final class Tributary {

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Print the stack trace of a failure.")
    private boolean verbose;

    boolean verbose() {
        return verbose;
    }
}
