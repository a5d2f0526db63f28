package dev.tributary.tools.definition;

import dev.tributary.definition.explain.Explanation;
import dev.tributary.tools.ExitCode;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "explain", description = "Print the tables, topics, routes and stores of a view.")
final class ExplainCommand implements Callable<Integer> {

    @Mixin
    private final ViewOptions options = new ViewOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws SQLException {
        PrintWriter out = spec.commandLine().getOut();
        out.print(Explanation.of(options.inDatabase(options.file()).resolve()).text());
        out.flush();
        return ExitCode.OK;
    }
}
