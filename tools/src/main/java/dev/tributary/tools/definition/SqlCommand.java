package dev.tributary.tools.definition;

import dev.tributary.definition.reporting.ReportingTable;
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
        name = "sql",
        description =
                "Print the SQL by which the owner of a database lets the tables of a view be captured: role, rights,"
                        + " publication, replica identities, guards; or that of the table in a reporting database. It is"
                        + " executed nowhere.")
final class SqlCommand implements Callable<Integer> {

    @Option(
            names = "--reporting",
            description =
                    "Print the table that holds the view in another database instead, as its contract has it; of a table"
                            + " that is there, the columns that are new.")
    private boolean reporting;

    @Mixin
    private final ViewOptions options = new ViewOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws SQLException {
        PrintWriter out = spec.commandLine().getOut();
        ViewFile file = options.file();
        if (reporting) {
            View view = View.of(file);
            out.print(ReportingTable.sql(view.name(), view.contract().schema()));
        } else {
            out.print(options.inDatabase(file).ownerSql());
        }
        out.flush();
        return ExitCode.OK;
    }
}
