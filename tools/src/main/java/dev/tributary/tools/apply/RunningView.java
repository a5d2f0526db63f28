package dev.tributary.tools.apply;

import dev.tributary.definition.contract.ViewContract;
import dev.tributary.tools.ExitCode;
import dev.tributary.tools.ProgressLine;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.audit.GroupProgress;
import dev.tributary.tools.view.ViewApi;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/** The application that runs a view, by what its HTTP API says of its instances. It may be away while somebody restarts it. */
final class RunningView {

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final ViewApi api;
    private final String view;
    private final String definition;
    private final Optional<Duration> timeout;
    private final ProgressLine progress;
    private String trouble = "";

    /** What is waited for, or nothing if that is there. */
    @FunctionalInterface
    private interface Check {
        Optional<String> missing() throws InterruptedException;
    }

    /**
     * Of one address.
     *
     * @param view the definition that it is to run
     * @param timeout how long to wait at each step; for ever if empty
     */
    RunningView(ViewApi api, ViewContract view, Optional<Duration> timeout, ProgressLine progress) {
        this.api = api;
        this.view = view.name();
        this.definition = "%016x".formatted(view.fingerprint());
        this.timeout = timeout;
        this.progress = progress;
    }

    /** Whether some instance runs another definition, or it is not known. */
    boolean isOther() throws InterruptedException {
        return look().filter(instances -> instances.allHave(definition)).isEmpty();
    }

    /** Whether all instances run the definition, and no row is left that another one has written. */
    boolean isDone() throws InterruptedException {
        return look().filter(instances -> instances.areRewritten(definition)).isPresent();
    }

    /** What the instances run now; empty if none says it. */
    List<Instances.Definition> definitions() throws InterruptedException {
        return look().map(Instances::definitions).orElse(List.of());
    }

    /** The topic that they write to, if that is known. */
    Optional<String> topic() throws InterruptedException {
        return look().flatMap(Instances::topic);
    }

    void awaitDefinition() throws InterruptedException {
        await(() -> missing(look(), instances -> instances.allRun(definition)));
    }

    /**
     * Waits until the join has read what is in the topics of changes now.
     *
     * @throws ToolException if the time is up
     */
    void awaitRead(GroupProgress join) throws InterruptedException {
        Map<TopicPartition, Long> ends = ofKafka(join::ends);
        await(() -> ofKafka(() -> join.waitingFor(ends)).map(reason -> "waiting for " + reason));
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask() throws ExecutionException, InterruptedException;
    }

    private static <T> T ofKafka(Question<T> question) throws InterruptedException {
        try {
            return question.ask();
        } catch (ExecutionException e) {
            throw ToolException.failed("Kafka does not say what the join has read: " + e.getCause(), e);
        }
    }

    /** Waits until no row is left that another definition has written, and what has changed before is in all rows. */
    void awaitRewritten() throws InterruptedException {
        long begun = System.nanoTime();
        await(() -> missing(look(), instances -> {
            Duration since = Duration.ofNanos(System.nanoTime() - begun);
            return since.compareTo(LOOK) >= 0 && instances.areRewritten(definition) && instances.haveNoFanOutOf(since);
        }));
    }

    private Optional<String> missing(Optional<Instances> instances, Predicate<Instances> condition) {
        if (instances.filter(condition).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(instances.map(found -> found.describe(definition)).orElse(trouble));
    }

    /** @throws ToolException if the time is up, or another view runs there */
    private void await(Check check) throws InterruptedException {
        long begun = System.nanoTime();
        while (true) {
            Optional<String> missing = check.missing();
            if (missing.isEmpty()) {
                progress.clear();
                return;
            }
            if (timeout.isPresent()
                    && System.nanoTime() - begun >= timeout.get().toNanos()) {
                throw ToolException.failed("gave up after " + timeout.get().toMillis() / 1000.0 + " s, " + missing.get()
                        + ". The command goes on from here when it is started again");
            }
            progress.update(missing.get());
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
        instances.flatMap(found -> found.otherView(view)).ifPresent(other -> {
            throw ToolException.failed("the application at --http runs the view " + other + ", and not " + view);
        });
        return instances;
    }
}
