package dev.tributary.tools.connectors;

import dev.tributary.tools.ProgressLine;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.definition.ViewInDatabase;
import java.net.URI;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The option that says which connector a command is about. */
public final class ConnectorOption {

    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(30);

    @Option(
            names = "--connector",
            paramLabel = "NAME",
            defaultValue = ViewInDatabase.SHIPPED_CONNECTOR,
            description =
                    "The connector that captures the tables, by its name in Kafka Connect; by default ${DEFAULT-VALUE}.")
    private String name = ViewInDatabase.SHIPPED_CONNECTOR;

    /**
     * As Kafka Connect has it. A worker that starts or rebalances is waited for.
     *
     * @throws ToolException if there is no such connector, or no worker answers in time
     */
    public ConnectorFile find(URI connect, ProgressLine progress) throws InterruptedException {
        return new ConnectorsApply(connect, ANSWERS_WITHIN, progress::update, progress::note)
                .find(name)
                .orElseThrow(
                        () -> ToolException.failed(
                                "Kafka Connect has no connector " + name
                                        + ": apply it (./tributary connectors), or name the one that captures the tables by --connector"));
    }
}
