package dev.tributary.localstack;

import dev.tributary.tools.ToolException;
import dev.tributary.tools.connectors.ConnectorFile;
import dev.tributary.tools.connectors.ConnectorOutcome;
import dev.tributary.tools.connectors.ConnectorsApply;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Gives the worker the project's connectors and waits until they run; those that are as their file says are not touched. */
final class Connectors {

    private Connectors() {}

    static void apply(URI connect, List<Path> files, Duration within) throws InterruptedException {
        try {
            ConnectorsApply apply = new ConnectorsApply(connect, within, progress -> {});
            for (ConnectorOutcome outcome : apply.apply(ConnectorFile.readAll(files))) {
                switch (outcome) {
                    case ConnectorOutcome.Running running -> {}
                    case ConnectorOutcome.Failed failed ->
                        throw new StackException("Connector " + failed.name() + " failed: " + failed.reason());
                    case ConnectorOutcome.NotRunning late ->
                        throw new StackException("Connector " + late.name() + " does not run, not within "
                                + within.toSeconds() + " s: " + late.state());
                }
            }
        } catch (ToolException e) {
            throw new StackException(e.getMessage(), e);
        }
    }
}
