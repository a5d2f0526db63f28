package dev.tributary.tools.apply;

import dev.tributary.definition.resolved.ResolvedView;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.connectors.ConnectorFile;
import dev.tributary.tools.connectors.ConnectorOutcome;
import dev.tributary.tools.connectors.ConnectorsApply;
import dev.tributary.tools.connectors.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** The connector in Kafka Connect while a view is applied. */
final class WidenedConnector {

    private final ConnectorsApply worker;
    private final String name;
    private final ResolvedView view;

    /** @param worker that waits until it captures */
    WidenedConnector(ConnectorsApply worker, String name, ResolvedView view) {
        this.worker = worker;
        this.name = name;
        this.view = view;
    }

    /**
     * As the worker has it.
     *
     * @throws ToolException if there is none
     */
    ConnectorFile present() throws InterruptedException {
        return worker.find(name)
                .orElseThrow(() -> ToolException.failed("Kafka Connect has no connector " + name
                        + ": name the one that captures the view's tables by --connector"));
    }

    /** Gives it a configuration, if that is another one, and waits until it captures with that. */
    void apply(ConnectorFile connector) throws InterruptedException {
        for (ConnectorOutcome outcome : worker.apply(List.of(connector))) {
            switch (outcome) {
                case ConnectorOutcome.Running running -> {}
                case ConnectorOutcome.Failed failed ->
                    throw ToolException.failed("the connector " + name + " failed: " + failed.reason());
                case ConnectorOutcome.NotRunning late ->
                    throw ToolException.failed("the connector " + name + " is not running: " + late.state());
            }
        }
    }

    /**
     * Has tables read again, one after the other, and notes in its configuration when one has been read.
     *
     * @param read told the table and the number of its rows
     */
    void read(List<String> tables, Snapshot snapshot, BiConsumer<String, Long> read) throws InterruptedException {
        for (String table : tables) {
            requireWidened();
            Map<String, Long> rows = snapshot.ofTables(List.of(table), null);
            apply(CaptureChange.withoutToRead(requireWidened(), table));
            read.accept(table, rows.getOrDefault(table, 0L));
        }
    }

    private ConnectorFile requireWidened() throws InterruptedException {
        ConnectorFile now = present();
        List<String> missing = CaptureChange.of(now, view, Set.of()).captured();
        if (!missing.isEmpty()) {
            throw ToolException.failed("somebody has changed the configuration of the connector " + name
                    + " meanwhile, such as './tributary connectors --every' with a file of before. It does not capture "
                    + String.join("; ", missing)
                    + ". Give that the file of './tributary view connector', and start this"
                    + " command again");
        }
        return now;
    }
}
