package dev.tributary.tools.definition;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.definition.owner.ConnectorSettings;
import dev.tributary.definition.resolved.ResolvedView;
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
    private static final String SHIPPED_NAME = "tributary-source";
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = SHIPPED_NAME,
            description = "Of the connector; by default ${DEFAULT-VALUE}.")
    private String name = SHIPPED_NAME;

    @Option(
            names = "--slot",
            paramLabel = "NAME",
            defaultValue = "tributary",
            description =
                    "Its replication slot, of which a server has one for each connector; by default ${DEFAULT-VALUE}.")
    private String slot = "tributary";

    @Mixin
    private final ViewOptions options = new ViewOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws SQLException, IOException {
        ResolvedView view = options.resolve(options.file());
        Path shipped = ProjectFiles.find(Path.of(""), System.getenv(), SHIPPED)
                .orElseThrow(() -> ToolException.usage("there is no " + SHIPPED + " here: call it in the project"));
        ObjectNode connector = (ObjectNode) JSON.readTree(shipped.toFile());
        connector.put("name", name);
        ObjectNode config = (ObjectNode) connector.get("config");
        config.put("database.dbname", options.database());
        config.put("slot.name", slot);
        config.put("publication.name", options.publication());
        if (!name.equals(SHIPPED_NAME)) {
            // Two connectors of a worker with one topic prefix have the same metrics: the second one waits 84 s for
            // their names.
            config.put("custom.metric.tags", "connector=" + name);
        }
        ConnectorSettings.of(view).forEach(config::put);
        PrintWriter out = spec.commandLine().getOut();
        out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(connector));
        out.flush();
        return ExitCode.OK;
    }
}
