package dev.tributary.tools.apply;

import dev.tributary.avro.SchemaRegistry;
import dev.tributary.definition.resolved.ResolvedView;
import dev.tributary.tools.DurationConverter;
import dev.tributary.tools.EndpointOptions;
import dev.tributary.tools.ExitCode;
import dev.tributary.tools.Postgres;
import dev.tributary.tools.ProgressLine;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.audit.AuditSettings;
import dev.tributary.tools.audit.GroupProgress;
import dev.tributary.tools.capturecheck.CaptureCheck;
import dev.tributary.tools.capturecheck.CaptureFinding;
import dev.tributary.tools.capturecheck.CaptureSettings;
import dev.tributary.tools.connectors.ConnectorFile;
import dev.tributary.tools.connectors.ConnectorsApply;
import dev.tributary.tools.connectors.Snapshot;
import dev.tributary.tools.definition.View;
import dev.tributary.tools.definition.ViewFile;
import dev.tributary.tools.definition.ViewInDatabase;
import dev.tributary.tools.definition.ViewOptions;
import dev.tributary.tools.topic.RecordDecoder;
import dev.tributary.tools.view.ViewApi;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "apply",
        description = {
            "Have a changed definition take the place of the one that runs, while queries are served.",
            "",
            "Checks the definition, its contract and the database; has the connector capture what is new; waits until all instances"
                    + " of the application run the definition, which you stop and start; has the tables read again whose columns are"
                    + " new; and waits until the application has rewritten all rows. If it is ended, it goes on from there when it"
                    + " is started again."
        })
public final class ApplyCommand implements Callable<Integer> {

    private static final Duration CAPTURES_WITHIN = Duration.ofMinutes(2);

    @Option(
            names = "--connector",
            paramLabel = "NAME",
            defaultValue = ViewInDatabase.SHIPPED_CONNECTOR,
            description = "The connector that captures the view's tables; by default ${DEFAULT-VALUE}.")
    private String connector = ViewInDatabase.SHIPPED_CONNECTOR;

    @Option(
            names = "--group",
            defaultValue = AuditSettings.GROUP,
            description = "The consumer group of the join; by default ${DEFAULT-VALUE}.")
    private String group = AuditSettings.GROUP;

    @Option(
            names = "--allow-incompatible",
            description =
                    "Also if readers of the topic miss a field, or find it under another name or with another type.")
    private boolean allowIncompatible;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "How long to wait for the application at each step; by default for ever.")
    private @Nullable Duration timeout;

    @Mixin
    private final ViewOptions options = new ViewOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws SQLException, InterruptedException {
        ViewFile file = options.file();
        ResolvedView resolved = options.inDatabase(file).resolve();
        ViewOptions.requireContract(file, resolved);
        ViewOptions.requireServable(file, resolved);
        View view = View.read(file.path());
        ProgressLine progress = new ProgressLine(spec.commandLine().getErr());
        try (ViewApi api = options.endpoints().http()) {
            RunningView running = new RunningView(api, view.contract(), Optional.ofNullable(timeout), progress);
            WidenedConnector widened = new WidenedConnector(
                    new ConnectorsApply(
                            options.endpoints().connect(), CAPTURES_WITHIN, progress::update, progress::note),
                    connector,
                    resolved);
            ConnectorFile present = widened.present();
            Set<String> fresh = fresh(view, file, running, CaptureChange.toRead(present));
            CaptureChange change = CaptureChange.of(present, resolved, fresh);
            requireCapture(file, change.connector());
            boolean isCaptured = change.connector().equals(present)
                    && CaptureChange.toRead(present).isEmpty();
            if (running.isDone() && isCaptured) {
                awaitResults(view, change.connector(), running);
                say("view " + view.name() + " runs as in " + file.path() + ": nothing is to be done");
            } else {
                apply(view, file, change, widened, running, progress);
                say("view " + view.name() + " is applied; './tributary audit' compares every row with the view in SQL");
            }
            sayUnneeded(file, change, resolved);
            return ExitCode.OK;
        } finally {
            progress.clear();
        }
    }

    /** @param toRead the tables that are to be read already, since the command was ended */
    private Set<String> fresh(View view, ViewFile file, RunningView running, List<String> toRead)
            throws InterruptedException {
        ContractCheck contract =
                new ContractCheck(view, file.contract(), running.topic().orElse(view.name()));
        List<Instances.Definition> definitions = running.definitions();
        List<ContractCheck.Earlier> earlier;
        try (SchemaRegistry registry =
                SchemaRegistry.fromConfig(options.endpoints().registry())) {
            earlier = contract.earlier(registry, definitions);
        }
        if (!earlier.isEmpty() && definitions.isEmpty()) {
            if (!toRead.isEmpty()) {
                // It was known when these were noted. The application is being started again, as likely as not.
                earlier = earlier.stream()
                        .map(before -> new ContractCheck.Earlier(
                                before.described(),
                                before.contract(),
                                view.contract().columns().byField()))
                        .toList();
            } else {
                say("no instance says which columns it has, so all tables are read again");
            }
        }
        return contract.fresh(earlier, allowIncompatible, this::say);
    }

    private void apply(
            View view,
            ViewFile file,
            CaptureChange change,
            WidenedConnector widened,
            RunningView running,
            ProgressLine progress)
            throws InterruptedException {
        EndpointOptions endpoints = options.endpoints();
        try (RecordDecoder decoder = RecordDecoder.open(endpoints.registry())) {
            Snapshot snapshot = new Snapshot(
                    endpoints.postgres(),
                    endpoints.kafka(),
                    decoder,
                    Snapshot.Settings.of(change.connector(), endpoints.connect()),
                    progress::update);
            change.captured().forEach(captured -> say("capturing in addition: " + captured));
            widened.apply(change.connector());
            progress.clear();
            say("connector " + connector + " captures what the view needs");
            if (running.isOther()) {
                say("stop all instances of the application, and start them with " + file.path());
            }
            running.awaitDefinition();
            say("all instances run the new definition");
            widened.read(CaptureChange.toRead(change.connector()), snapshot, (table, rows) -> {
                progress.clear();
                say(String.format(Locale.ROOT, "%s: %,d rows read again", table, rows));
            });
        }
        awaitResults(view, change.connector(), running);
        say("no row is left that another definition has written");
    }

    /** Also of a command that was ended while it waited for this: what the snapshots have brought may be on its way still. */
    private void awaitResults(View view, ConnectorFile captured, RunningView running) throws InterruptedException {
        AuditSettings settings = AuditSettings.of(view)
                .capturedBy(captured)
                .withGroup(group)
                .withTopic(running.topic().orElse(view.name()));
        try (GroupProgress join = new GroupProgress(options.endpoints().kafka(), settings)) {
            running.awaitRead(join);
        }
        running.awaitRewritten();
    }

    private void requireCapture(ViewFile file, ConnectorFile wanted) throws SQLException {
        CaptureSettings settings = CaptureChange.settings(wanted);
        if (!settings.publication().equals(options.publication())) {
            throw ToolException.usage("the connector " + connector + " reads the publication " + settings.publication()
                    + ": pass --publication " + settings.publication());
        }
        Postgres postgres = options.endpoints().postgres();
        List<CaptureFinding> findings = new CaptureCheck(postgres, settings)
                .findingsOfItsDatabase()
                .orElseThrow(() -> ToolException.failed("the connector " + connector + " captures database "
                        + settings.database().orElseThrow() + ", and not that of " + postgres
                        + ": name another one by --connector"));
        if (!findings.isEmpty()) {
            throw ToolException.failed(findings.stream()
                    .map(CaptureFinding::message)
                    .collect(Collectors.joining(
                            "\n  ",
                            "changes would not be captured:\n  ",
                            "\n'./tributary view sql " + file.path() + " | psql …' sets up what is missing")));
        }
    }

    /** Another view may need it. */
    private void sayUnneeded(ViewFile file, CaptureChange change, ResolvedView view) {
        List<String> unneeded = change.unneeded(view);
        if (unneeded.isEmpty()) {
            return;
        }
        Map<String, String> config = change.connector().config();
        say("connector " + connector + " still captures " + String.join(", ", unneeded)
                + ", which this view does not need. If no other view does:\n"
                + "  ./tributary view connector %1$s --name %2$s --slot %3$s --publication %4$s > %2$s.json\n"
                        .formatted(file.path(), connector, config.get("slot.name"), options.publication())
                + "  ./tributary connectors --file %s.json".formatted(connector));
    }

    private void say(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
    }
}
