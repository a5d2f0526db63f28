package dev.tributary.tools.definition;

import dev.tributary.tools.ExitCode;
import dev.tributary.tools.ProjectFiles;
import dev.tributary.tools.ToolException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "connector",
        description = "Print the file of a connector that captures the tables of a view:"
                + " connect/connectors/tributary-source.json with another database and other tables. './tributary connectors"
                + " --file FILE' applies it.")
final class ConnectorCommand implements Callable<Integer> {

    private static final Path SHIPPED = Path.of("connect", "connectors", "tributary-source.json");

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = ViewInDatabase.SHIPPED_CONNECTOR,
            description = "Of the connector; by default ${DEFAULT-VALUE}.")
    private String name = ViewInDatabase.SHIPPED_CONNECTOR;

    @Option(
            names = "--slot",
            paramLabel = "NAME",
            defaultValue = ViewInDatabase.SHIPPED_SLOT,
            description =
                    "Its replication slot, of which a server has one for each connector; by default ${DEFAULT-VALUE}.")
    private String slot = ViewInDatabase.SHIPPED_SLOT;

    @Mixin
    private final ViewOptions options = new ViewOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws SQLException, IOException {
        Path shipped = ProjectFiles.find(Path.of(""), System.getenv(), SHIPPED)
                .orElseThrow(() -> ToolException.usage("there is no " + SHIPPED + " here: call it in the project"));
        PrintWriter out = spec.commandLine().getOut();
        out.println(options.inDatabase(options.file()).connector(shipped, name, slot));
        out.flush();
        return ExitCode.OK;
    }
}
