package dev.tributary.tools.connectors;

import dev.tributary.tools.connectors.ConnectApi.BusyException;
import dev.tributary.tools.connectors.ConnectApi.RefusedException;
import dev.tributary.tools.connectors.ConnectorsApply.Pace;

/**
 * Whether a task that is RUNNING captures. It is RUNNING from its start on, also if it will fail at its first record: it has to
 * commit a position, and then to run on for a moment, since it may commit what is before the record that it fails at.
 */
final class RunProof {

    private final ConnectApi api;
    private final String connector;
    private final Pace pace;
    private final boolean failedBefore;
    private final long since = System.nanoTime();
    private final String committed;
    private long lookedAt = since;
    private long movedAt;
    private boolean moved;

    /** @param failedBefore whether it may meet a record that it has failed at */
    RunProof(ConnectApi api, String connector, Pace pace, boolean failedBefore)
            throws BusyException, RefusedException, InterruptedException {
        this.api = api;
        this.connector = connector;
        this.pace = pace;
        this.failedBefore = failedBefore;
        this.committed = failedBefore ? api.offsets(connector) : ConnectApi.NO_OFFSETS;
    }

    boolean isGiven() throws BusyException, RefusedException, InterruptedException {
        long now = System.nanoTime();
        if (now - since >= pace.proof().toNanos()) {
            return true;
        }
        // Each look costs the worker a consumer of its own.
        if (!moved && now - lookedAt >= pace.settle().toNanos()) {
            lookedAt = now;
            moved = !api.offsets(connector).equals(committed);
            movedAt = now;
        }
        return moved && (!failedBefore || now - movedAt >= pace.steady().toNanos());
    }
}
