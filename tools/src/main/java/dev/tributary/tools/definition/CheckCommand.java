package dev.tributary.tools.definition;

import dev.tributary.definition.resolved.ResolvedView;
import dev.tributary.tools.ExitCode;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        description = "Check a definition, its tables, and the contract beside it. Exit code 1 if something is wrong.")
final class CheckCommand implements Callable<Integer> {

    @Option(
            names = "--without-database",
            description = "Check only what can be known of the text: not the tables and not the contract.")
    private boolean withoutDatabase;

    @Option(
            names = "--without-http",
            description = "Accept names that the HTTP API has itself: the application is run without it.")
    private boolean withoutHttp;

    @Mixin
    private final ViewOptions options = new ViewOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws SQLException {
        PrintWriter out = spec.commandLine().getOut();
        ViewFile file = options.file();
        if (withoutDatabase) {
            String name = file.definition().name().text();
            out.println(file.path() + ": view " + name + " is right as far as its text says");
            return ExitCode.OK;
        }
        ResolvedView view = options.inDatabase(file).resolve();
        ViewOptions.requireContract(file, view);
        if (!withoutHttp) {
            ViewOptions.requireServable(file, view);
        }
        out.println(file.path() + ": view " + view.name() + " is right");
        return ExitCode.OK;
    }
}
