package dev.tributary.tools.definition;

import dev.tributary.tools.ExitCode;
import dev.tributary.tools.apply.ApplyCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "view",
        description = {
            "Check a view that is declared in SQL, and derive what follows from it.",
            "",
            "Of these commands, only apply changes what runs. docs/views.md says which views the application can run."
        },
        subcommands = {
            CheckCommand.class,
            ExplainCommand.class,
            ContractCommand.class,
            SqlCommand.class,
            ConnectorCommand.class,
            ApplyCommand.class
        })
public final class ViewCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }
}
