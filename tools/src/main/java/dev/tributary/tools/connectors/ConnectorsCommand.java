package dev.tributary.tools.connectors;

import dev.tributary.tools.DurationConverter;
import dev.tributary.tools.EndpointOptions;
import dev.tributary.tools.ExitCode;
import dev.tributary.tools.ProgressLine;
import dev.tributary.tools.ProjectFiles;
import dev.tributary.tools.StopSignal;
import dev.tributary.tools.ToolException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "connectors",
        description = "Apply connector files to Kafka Connect, and wait until every connector and task is running and"
                + " captures. A connector that is already as its file says is left alone. Then compare the publication, the"
                + " tables and the roles of the database with what the connectors are to capture.")
public final class ConnectorsCommand implements Callable<Integer> {

    private static final Path DIRECTORY = Path.of("connect", "connectors");

    @ArgGroup
    private final Source source = new Source();

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "60s",
            converter = DurationConverter.class,
            description = "How long to wait for all of them; by default ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ofSeconds(60);

    @Option(
            names = "--every",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Do not end, and look again this often: a task that has failed since is started again, and a"
                    + " configuration that is no longer that of its file is put back.")
    private @Nullable Duration every;

    /** What was said last of each connector. */
    private final Map<String, String> said = new HashMap<>();

    @Mixin
    private final EndpointOptions endpoints = new EndpointOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** One or the other. */
    static final class Source {
        @Option(
                names = "--dir",
                paramLabel = "DIR",
                description =
                        "Apply every *.json of this directory; by default that of the demo that runs, if it has one, or"
                                + " connect/connectors of the project.")
        private @Nullable Path directory;

        @Option(names = "--file", paramLabel = "FILE", description = "Apply only this file; may be repeated.")
        private List<Path> files = new ArrayList<>();
    }

    @Override
    public Integer call() throws InterruptedException {
        List<ConnectorFile> connectors = connectors();
        URI connect = endpoints.connect();
        ProgressLine progress = new ProgressLine(spec.commandLine().getErr());
        ConnectorsApply apply = new ConnectorsApply(connect, timeout, progress::update, progress::note);
        DatabaseComparison database = new DatabaseComparison(
                endpoints.postgresIfKnown(), spec.commandLine().getErr());
        return every == null
                ? apply(apply, connectors, database, progress)
                : keep(apply, connectors, database, progress, every);
    }

    private int keep(
            ConnectorsApply apply,
            List<ConnectorFile> connectors,
            DatabaseComparison database,
            ProgressLine progress,
            Duration pause) {
        Thread keeper = Thread.currentThread();
        StopSignal signal = StopSignal.onSignal(keeper::interrupt);
        try {
            while (true) {
                int unused = apply(apply, connectors, database, progress);
                Thread.sleep(pause);
            }
        } catch (InterruptedException e) {
            return ExitCode.OK;
        } finally {
            signal.release();
        }
    }

    private int apply(
            ConnectorsApply apply, List<ConnectorFile> connectors, DatabaseComparison database, ProgressLine progress)
            throws InterruptedException {
        List<ConnectorOutcome> outcomes = apply.apply(connectors);
        progress.clear();
        int exitCode = ExitCode.OK;
        for (ConnectorOutcome outcome : outcomes) {
            exitCode = Math.max(exitCode, report(outcome));
        }
        return Math.max(exitCode, database.compare(connectors));
    }

    private List<ConnectorFile> connectors() {
        if (!source.files.isEmpty()) {
            return ConnectorFile.readAll(source.files);
        }
        return ConnectorFile.readAll(Optional.ofNullable(source.directory)
                .or(endpoints::connectors)
                .or(() -> ProjectFiles.find(Path.of(""), System.getenv(), DIRECTORY))
                .orElseThrow(() -> ToolException.usage(
                        "there is no " + DIRECTORY + " here or in a directory above: pass --dir or --file")));
    }

    private int report(ConnectorOutcome outcome) {
        String text = switch (outcome) {
            case ConnectorOutcome.Running running ->
                running.name() + " is running, "
                        + running.applied().name().toLowerCase(Locale.ROOT) + ", " + running.tasks()
                        + (running.tasks() == 1 ? " task" : " tasks");
            case ConnectorOutcome.Failed failed -> failed.name() + " failed: " + failed.reason();
            case ConnectorOutcome.NotRunning late ->
                late.name() + " is not running after " + timeout.toMillis() / 1000.0 + " s: " + late.state();
        };
        boolean runs = outcome instanceof ConnectorOutcome.Running;
        if (!text.equals(said.put(outcome.name(), text))) {
            PrintWriter to =
                    runs ? spec.commandLine().getOut() : spec.commandLine().getErr();
            to.println(text);
            to.flush();
        }
        return runs ? ExitCode.OK : ExitCode.FAILED;
    }
}
