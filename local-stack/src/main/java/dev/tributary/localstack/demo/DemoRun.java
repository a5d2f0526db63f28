package dev.tributary.localstack.demo;

import dev.tributary.localstack.LocalStack;
import dev.tributary.tools.Postgres;
import dev.tributary.tools.ProgressLine;
import dev.tributary.tools.audit.Audit;
import dev.tributary.tools.audit.AuditReport;
import dev.tributary.tools.audit.AuditSettings;
import dev.tributary.tools.definition.View;
import dev.tributary.tools.generate.Generator;
import dev.tributary.tools.generate.GeneratorSettings;
import dev.tributary.tools.view.ViewApi;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** What happens between the start of the stack and its end: rows are changed, watched on their way, and compared. */
final class DemoRun {

    /** For what was committed last to arrive. */
    private static final Duration QUIESCENCE = Duration.ofMinutes(2);

    private final LocalStack stack;
    private final Optional<String> token;
    private final @Nullable GeneratorSettings settings;
    private final PrintWriter out;
    private final PrintWriter err;
    private final CountDownLatch stopped;
    private final View view;
    private final LiveView screen;
    private final Supervisor supervisor;

    /**
     * @param token that the HTTP API asks for, if it does
     * @param settings of the generator, or null for none
     * @param stopped counted down when it is told to stop
     */
    DemoRun(
            LocalStack stack,
            Optional<String> token,
            @Nullable GeneratorSettings settings,
            CommandLine commandLine,
            CountDownLatch stopped) {
        this.stack = stack;
        this.token = token;
        this.settings = settings;
        this.out = commandLine.getOut();
        this.err = commandLine.getErr();
        this.stopped = stopped;
        this.view = stack.view();
        this.screen = new LiveView(out);
        this.supervisor = new Supervisor(stack, this::notice);
    }

    /** For what happens to the parts while it runs. */
    Supervisor supervisor() {
        return supervisor;
    }

    /**
     * Runs for so long and then compares, or, if null, until it is told to stop.
     *
     * @return whether what was compared was equal; true if nothing was compared
     */
    boolean run(@Nullable Duration duration) throws Exception {
        String kafka = stack.addresses().bootstrapServers();
        Thread keeper = Thread.ofVirtual().name("keep-capturing").start(this::keepCapturing);
        try (Monitor monitor = Monitor.start(kafka, stack.addresses().schemaRegistry(), stack.dataSet(), view);
                GroupLag lag = new GroupLag(kafka, view.sourceTopics());
                Generator generator = generator()) {
            long began = System.nanoTime();
            if (settings != null) {
                generator.start();
            }
            boolean interrupted = watch(duration, began, monitor, lag, generator);
            generator.stop();
            if (duration == null || interrupted) {
                return true;
            }
            Duration generated = Duration.ofNanos(System.nanoTime() - began);
            AuditReport report = audit();
            monitor.sample();
            new Summary(stack, generator.totals().committedChanges(), generated, monitor, report).print(out);
            return report.isEqual();
        } finally {
            keeper.interrupt();
            supervisor.close();
        }
    }

    private void keepCapturing() {
        try {
            stack.keepCapturing(this::notice);
        } catch (InterruptedException e) {
            // It is not wanted any more.
        }
    }

    private Generator generator() {
        GeneratorSettings used = settings == null ? GeneratorSettings.defaults() : settings;
        return new Generator(new Postgres(stack.addresses().postgres()), used, this::notice);
    }

    private void notice(String text) {
        if (stopped.getCount() > 0) {
            screen.note(text);
        }
    }

    /** @return whether it was told to stop before the time was up */
    private boolean watch(@Nullable Duration duration, long began, Monitor monitor, GroupLag lag, Generator generator)
            throws InterruptedException {
        long committedBefore = 0;
        long shownAt = began;
        long end = duration == null ? Long.MAX_VALUE : duration.toNanos();
        while (System.nanoTime() - began < end) {
            long pause = Math.min(screen.interval().toNanos(), end - (System.nanoTime() - began));
            if (stopped.await(Math.max(1, pause), TimeUnit.NANOSECONDS)) {
                return true;
            }
            long now = System.nanoTime();
            long committed = generator.totals().committedChanges();
            screen.show(
                    Duration.ofNanos(now - began),
                    settings == null
                            ? OptionalLong.empty()
                            : OptionalLong.of(Math.round((committed - committedBefore) * 1e9 / (now - shownAt))),
                    monitor.sample(),
                    lag.records());
            if (now - began >= end / 2) {
                monitor.warm();
            }
            committedBefore = committed;
            shownAt = now;
        }
        return false;
    }

    private AuditReport audit() throws SQLException, ExecutionException, InterruptedException {
        ProgressLine progress = new ProgressLine(err);
        out.println();
        out.println("Waiting until everything has arrived, then comparing it with the database.");
        out.flush();
        AuditReport report = new Audit(
                        new Postgres(stack.addresses().postgres()),
                        Map.of("bootstrap.servers", stack.addresses().bootstrapServers()),
                        Map.of("schema.registry.url", stack.addresses().schemaRegistry()),
                        AuditSettings.of(view).withTimeout(QUIESCENCE).withReporting(stack.reporting()),
                        Optional.of(() -> new ViewApi(stack.addresses().http().getFirst(), token)),
                        progress::update)
                .run();
        progress.clear();
        return report;
    }
}
