package dev.tributary.tools.deadletters;

import dev.tributary.tools.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "dead-letters",
        description = {
            "Records that the application could not process, and what becomes of them.",
            "",
            "A dead letter is named by where its record was, topic:partition:offset. It stays until it is replayed or"
                    + " discarded."
        },
        subcommands = {ListCommand.class, ShowCommand.class, ReplayCommand.class, DiscardCommand.class})
public final class DeadLettersCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }
}
