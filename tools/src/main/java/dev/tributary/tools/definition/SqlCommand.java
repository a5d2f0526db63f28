package dev.tributary.tools.definition;

import dev.tributary.tools.ExitCode;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "sql",
        description =
                "Print the SQL by which the owner of a database lets the tables of a view be captured: role, rights,"
                        + " publication, replica identities, guards. It is executed nowhere.")
final class SqlCommand implements Callable<Integer> {

    @Mixin
    private final ViewOptions options = new ViewOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws SQLException {
        PrintWriter out = spec.commandLine().getOut();
        out.print(options.inDatabase(options.file()).ownerSql());
        out.flush();
        return ExitCode.OK;
    }
}
