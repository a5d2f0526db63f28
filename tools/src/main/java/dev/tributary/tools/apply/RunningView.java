package dev.tributary.tools.apply;

import dev.tributary.definition.contract.ViewContract;
import dev.tributary.tools.ExitCode;
import dev.tributary.tools.ProgressLine;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.view.ViewApi;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The application that runs a view, by what its HTTP API says of its instances. It may be away while somebody restarts it. */
final class RunningView {

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final ViewApi api;
    private final ViewContract view;
    private final String definition;
    private final Optional<Duration> timeout;
    private final ProgressLine progress;
    private String trouble = "";

    /**
     * Of one address.
     *
     * @param view the definition that it is to run
     * @param timeout how long to wait at each step; for ever if empty
     */
    RunningView(ViewApi api, ViewContract view, Optional<Duration> timeout, ProgressLine progress) {
        this.api = api;
        this.view = view;
        this.definition = "%016x".formatted(view.fingerprint());
        this.timeout = timeout;
        this.progress = progress;
    }

    /** Whether all instances run the definition now. */
    boolean runs() throws InterruptedException {
        return look().filter(instances -> instances.allRun(definition)).isPresent();
    }

    /** Whether no row is left, either, that another definition has written. */
    boolean isDone() throws InterruptedException {
        return look().filter(instances -> instances.areDone(definition)).isPresent();
    }

    /** The fields that are another column in what an instance runs now, or none; nothing if none answers. */
    Set<String> fieldsOfOtherColumns() throws InterruptedException {
        return look().map(instances -> instances.fieldsOfOtherColumns(view)).orElse(Set.of());
    }

    void awaitDefinition() throws InterruptedException {
        await(instances -> instances.allRun(definition));
    }

    void awaitRewritten() throws InterruptedException {
        await(instances -> instances.areDone(definition));
    }

    /** @throws ToolException if the time is up, or another view runs there */
    private void await(Predicate<Instances> condition) throws InterruptedException {
        long begun = System.nanoTime();
        while (true) {
            Optional<Instances> instances = look();
            if (instances.filter(condition).isPresent()) {
                progress.clear();
                return;
            }
            String state = instances.map(found -> found.describe(definition)).orElse(trouble);
            if (timeout.isPresent()
                    && System.nanoTime() - begun >= timeout.get().toNanos()) {
                throw ToolException.failed("gave up after " + timeout.get().toMillis() / 1000.0 + " s, " + state
                        + ". The command goes on from here when it is started again");
            }
            progress.update(state);
            Thread.sleep(LOOK);
        }
    }

    /** Nothing while the API does not answer. */
    private Optional<Instances> look() throws InterruptedException {
        Optional<Instances> instances;
        try {
            instances = api.get("instances").map(Instances::of);
        } catch (ToolException e) {
            if (e.exitCode() != ExitCode.UNREACHABLE) {
                throw e;
            }
            trouble = String.valueOf(e.getMessage());
            return Optional.empty();
        }
        instances.flatMap(found -> found.otherView(view.name())).ifPresent(other -> {
            throw ToolException.failed("the application at --http runs the view " + other + ", and not " + view.name());
        });
        return instances;
    }
}
