package dev.tributary.localstack;

import dev.tributary.tools.ToolException;
import dev.tributary.tools.connectors.ConnectorFile;
import dev.tributary.tools.connectors.ConnectorOutcome;
import dev.tributary.tools.connectors.ConnectorsApply;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Gives the worker the project's connectors and waits until they run; those that are as their file says are not touched. */
final class Connectors {

    private Connectors() {}

    static void apply(URI connect, List<Path> files, Duration within) throws InterruptedException {
        apply(new ConnectorsApply(connect, within, progress -> {}, restart -> {}), files, within);
    }

    private static void apply(ConnectorsApply apply, List<Path> files, Duration within) throws InterruptedException {
        try {
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

    /**
     * Does so again and again, until it is interrupted.
     *
     * @param notes told, in a line each, when one that has failed is started again, when one does not run, and when all do again
     */
    static void keep(URI connect, List<Path> files, Duration within, Duration pause, Consumer<String> notes)
            throws InterruptedException {
        ConnectorsApply apply =
                new ConnectorsApply(connect, within, progress -> {}, restart -> notes.accept("✗ " + restart));
        String said = "";
        while (true) {
            Thread.sleep(pause);
            try {
                apply(apply, files, within);
                if (!said.isEmpty()) {
                    notes.accept("✓ All connectors run");
                }
                said = "";
            } catch (StackException e) {
                if (!said.equals(e.getMessage())) {
                    said = String.valueOf(e.getMessage());
                    notes.accept("✗ " + said);
                }
            }
        }
    }
}
