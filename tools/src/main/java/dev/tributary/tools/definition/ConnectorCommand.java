package dev.tributary.tools.definition;

import dev.tributary.tools.ExitCode;
import dev.tributary.tools.ProjectFiles;
import dev.tributary.tools.ToolException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "connector",
        description = "Print the file of a connector that captures the tables of a view:"
                + " connect/connectors/tributary-source.json with another database and other tables; or of one that keeps the"
                + " view in a reporting database. './tributary connectors --file FILE' applies it.")
final class ConnectorCommand implements Callable<Integer> {

    private static final Path SHIPPED = Path.of("connect", "connectors", "tributary-source.json");

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Of the connector; by default " + ViewInDatabase.SHIPPED_CONNECTOR + ", or "
                    + ReportingSink.SHIPPED + ".")
    private @Nullable String name;

    @Option(
            names = "--reporting",
            description = "Print the sink connector that keeps the view in a reporting database:" + " connect/sinks/"
                    + ReportingSink.SHIPPED + ".json with another topic and table.")
    private boolean reporting;

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
        PrintWriter out = spec.commandLine().getOut();
        out.println(reporting ? sink() : source());
        out.flush();
        return ExitCode.OK;
    }

    private String source() throws SQLException, IOException {
        return options.inDatabase(options.file())
                .connector(shipped(SHIPPED), name == null ? ViewInDatabase.SHIPPED_CONNECTOR : name, slot);
    }

    private String sink() throws IOException {
        return ReportingSink.connector(
                shipped(ReportingSink.FILE),
                name == null ? ReportingSink.SHIPPED : name,
                View.of(options.file()).contract());
    }

    private static Path shipped(Path file) {
        return ProjectFiles.find(Path.of(""), System.getenv(), file)
                .orElseThrow(() -> ToolException.usage("there is no " + file + " here: call it in the project"));
    }
}
