package dev.tributary.tools.connectors;

import dev.tributary.tools.ToolException;
import dev.tributary.tools.connectors.ConnectApi.BusyException;
import dev.tributary.tools.connectors.ConnectApi.RefusedException;
import java.net.URI;
import java.util.Optional;

/** A connector that somebody waits for. */
final class WatchedConnector implements AutoCloseable {

    private final String name;
    private final URI worker;
    private final ConnectApi api;

    WatchedConnector(String name, URI worker) {
        this.name = name;
        this.worker = worker;
        this.api = new ConnectApi(worker);
    }

    /** @throws ToolException if the connector does not run, and will not before somebody does something */
    void requireRuns() throws InterruptedException {
        try {
            ConnectorState state = api.state(name);
            Optional<ConnectorState.Part> failed = state.failed();
            if (failed.isPresent()) {
                throw ToolException.failed("the connector " + name + " has failed, "
                        + failed.get().name() + ": "
                        + FailureTrace.summarize(failed.get().trace())
                        + ". It serves the request once it runs again (./tributary connectors)");
            }
            if (state.isHeld()) {
                throw ToolException.failed("the connector " + name + " is paused or stopped (" + state.describe()
                        + "). It serves the request once it is resumed: PUT " + worker + "/connectors/" + name
                        + "/resume");
            }
            if (state.parts().isEmpty() && api.config(name).isEmpty()) {
                throw ToolException.failed("the worker at " + worker + " has no connector " + name
                        + ". The request is served once it is applied (./tributary connectors)");
            }
        } catch (BusyException | RefusedException e) {
            // The worker starts or rebalances: the slot says whether somebody reads.
        }
    }

    @Override
    public void close() {
        api.close();
    }
}
