package dev.tributary.tools.connectors;

import dev.tributary.tools.ToolException;
import dev.tributary.tools.connectors.ConnectApi.BusyException;
import dev.tributary.tools.connectors.ConnectApi.RefusedException;
import dev.tributary.tools.connectors.ConnectorOutcome.Applied;
import dev.tributary.tools.connectors.ConnectorOutcome.Failed;
import dev.tributary.tools.connectors.ConnectorOutcome.NotRunning;
import dev.tributary.tools.connectors.ConnectorOutcome.Running;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings connectors to the state that files describe, and waits until they run. Doing it again changes nothing. A
 * worker that is starting or rebalancing is waited for.
 *
 * <p>A task is RUNNING from its start on, also if it fails at its first record. A connector therefore counts as running once it
 * has committed a position since it was first seen to run, or has run for long enough.
 */
public final class ConnectorsApply {

    /**
     * A setting that no file has: the tables that {@code tributary view apply} has still to have read. It stays when a file is
     * applied.
     */
    public static final String TO_READ = "tributary.apply.snapshot";

    private static final String WHAT_TO_DO = " (what to do: docs/operations.md, A capture that stops)";

    private final URI connect;
    private final Duration timeout;
    private final Consumer<String> progress;
    private final Consumer<String> restarts;
    private final Pace pace;

    /** The connectors that were seen to capture, and not to fail since. */
    private final Set<String> proven = new HashSet<>();

    /**
     * How often to ask, and how long a state that may be an old one is not believed.
     *
     * @param settle the status is written by whoever runs the task, and lags behind a change
     * @param assign for how long a rebalance may leave something to nobody
     * @param steady how long a task that may fail again has to run after it has committed something
     * @param proof how long a task has to run that commits nothing, which is longer than one needs to start and to fail
     */
    record Pace(Duration poll, Duration settle, Duration assign, Duration steady, Duration proof) {
        static final Pace NORMAL = new Pace(
                Duration.ofMillis(200),
                Duration.ofSeconds(1),
                Duration.ofSeconds(20),
                Duration.ofSeconds(3),
                Duration.ofSeconds(20));
    }

    /**
     * @param timeout for all connectors together
     * @param progress told what is waited for
     * @param restarts told, in a line with the reason, when a connector that has failed is started again
     */
    public ConnectorsApply(URI connect, Duration timeout, Consumer<String> progress, Consumer<String> restarts) {
        this(connect, timeout, progress, restarts, Pace.NORMAL);
    }

    ConnectorsApply(URI connect, Duration timeout, Consumer<String> progress, Consumer<String> restarts, Pace pace) {
        this.connect = connect;
        this.timeout = timeout;
        this.progress = progress;
        this.restarts = restarts;
        this.pace = pace;
    }

    /**
     * A connector as the worker has it, whose answer is waited for; nothing if it has none of this name.
     *
     * @throws ToolException if it does not answer in time, or refuses
     */
    public Optional<ConnectorFile> find(String name) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        try (ConnectApi api = new ConnectApi(connect)) {
            while (true) {
                try {
                    return api.config(name).map(config -> new ConnectorFile(name, config));
                } catch (BusyException e) {
                    if (System.nanoTime() >= deadline) {
                        throw ToolException.unreachable("Kafka Connect cannot be reached: " + e.getMessage(), e);
                    }
                    progress.accept(name + ": " + e.getMessage());
                    Thread.sleep(pace.poll());
                } catch (RefusedException e) {
                    throw ToolException.failed("the worker refuses to show " + name + ", " + e.getMessage(), e);
                }
            }
        }
    }

    /** Applies all, then waits for all; the outcomes are in the order of the files. */
    public List<ConnectorOutcome> apply(List<ConnectorFile> connectors) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        List<ConnectorOutcome> outcomes = new ArrayList<>();
        try (ConnectApi api = new ConnectApi(connect)) {
            List<Attempt> attempts = connectors.stream()
                    .map(connector -> new Attempt(api, connector))
                    .toList();
            while (true) {
                List<Attempt> waiting = new ArrayList<>();
                for (Attempt attempt : attempts) {
                    if (attempt.step().isEmpty()) {
                        waiting.add(attempt);
                    }
                }
                if (waiting.isEmpty() || System.nanoTime() >= deadline) {
                    attempts.forEach(attempt -> outcomes.add(attempt.outcome.orElseGet(attempt::late)));
                    return outcomes;
                }
                waiting.forEach(attempt -> progress.accept(attempt.connector.name() + ": " + attempt.last));
                Thread.sleep(pace.poll());
            }
        }
    }

    /** One connector on its way. */
    private final class Attempt {
        private final ConnectApi api;
        private final ConnectorFile connector;
        private Optional<ConnectorOutcome> outcome = Optional.empty();
        private Optional<Applied> applied = Optional.empty();
        private boolean restarted;
        private boolean reassigned;
        private long changedAt;
        private @Nullable RunProof proof;
        private String failure = "";
        private String last = "not asked yet";

        Attempt(ConnectApi api, ConnectorFile connector) {
            this.api = api;
            this.connector = connector;
        }

        Optional<ConnectorOutcome> step() throws InterruptedException {
            if (outcome.isPresent()) {
                return outcome;
            }
            try {
                if (applied.isEmpty()) {
                    applied = Optional.of(put());
                    changedAt = System.nanoTime();
                }
                outcome = judge(applied.get(), api.state(connector.name()));
            } catch (BusyException e) {
                last = String.valueOf(e.getMessage());
            } catch (RefusedException e) {
                outcome = Optional.of(new Failed(connector.name(), "the worker refused it, " + e.getMessage()));
            }
            return outcome;
        }

        private Applied put() throws BusyException, RefusedException, InterruptedException {
            Optional<Map<String, String>> present = api.config(connector.name());
            Map<String, String> wanted = connector.asStored();
            present.map(config -> config.get(TO_READ)).ifPresent(tables -> wanted.putIfAbsent(TO_READ, tables));
            if (present.isPresent() && present.get().equals(wanted)) {
                return Applied.UNCHANGED;
            }
            api.putConfig(connector.name(), wanted);
            return present.isPresent() ? Applied.UPDATED : Applied.CREATED;
        }

        private Optional<ConnectorOutcome> judge(Applied done, ConnectorState state)
                throws BusyException, RefusedException, InterruptedException {
            last = state.describe();
            boolean settled = System.nanoTime() - changedAt >= pace.settle().toNanos();
            if (state.isRunning()) {
                // After a change, what is running may still be what was there before it.
                if (done == Applied.UPDATED && !settled) {
                    return Optional.empty();
                }
                return isProven(done)
                        ? Optional.of(new Running(
                                connector.name(), done, state.parts().size() - 1))
                        : Optional.empty();
            }
            proof = null;
            proven.remove(connector.name());
            if (state.isHeld()) {
                return Optional.of(new Failed(
                        connector.name(),
                        "somebody has paused or stopped it (" + state.describe() + "): resume it with PUT " + connect
                                + "/connectors/" + connector.name() + "/resume"));
            }
            Optional<ConnectorState.Part> failed = state.failed();
            if (failed.isEmpty()) {
                restartUnassigned(state);
                return Optional.empty();
            }
            failure = failed.get().name() + ": "
                    + FailureTrace.summarize(failed.get().trace());
            if (!restarted) {
                restarts.accept(connector.name() + " has failed and is started again: " + failure);
                api.restartFailed(connector.name());
                restarted = true;
                changedAt = System.nanoTime();
                return Optional.empty();
            }
            return settled ? Optional.of(new Failed(connector.name(), failure + WHAT_TO_DO)) : Optional.empty();
        }

        private boolean isProven(Applied done) throws BusyException, RefusedException, InterruptedException {
            if (proven.contains(connector.name()) && !restarted && done == Applied.UNCHANGED) {
                return true;
            }
            RunProof current = proof;
            if (current == null) {
                current = new RunProof(api, connector.name(), pace, done != Applied.CREATED || restarted);
                proof = current;
            }
            if (current.isGiven()) {
                proven.add(connector.name());
                return true;
            }
            last += ", waits until something is captured";
            return false;
        }

        /** After a broker was away, a worker may run a connector and never say so: its status stays what the rebalance made it. */
        private void restartUnassigned(ConnectorState state)
                throws BusyException, RefusedException, InterruptedException {
            boolean late = System.nanoTime() - changedAt >= pace.assign().toNanos();
            if (state.isUnassigned() && late && !reassigned) {
                api.restart(connector.name());
                reassigned = true;
            }
        }

        NotRunning late() {
            return new NotRunning(
                    connector.name(),
                    failure.isEmpty() ? last : last + ", after it has failed: " + failure + WHAT_TO_DO);
        }
    }
}
