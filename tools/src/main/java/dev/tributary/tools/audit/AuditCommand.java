package dev.tributary.tools.audit;

import dev.tributary.tools.DurationConverter;
import dev.tributary.tools.EndpointOptions;
import dev.tributary.tools.ExitCode;
import dev.tributary.tools.ProgressLine;
import dev.tributary.tools.capturecheck.CaptureCheck;
import dev.tributary.tools.capturecheck.CaptureFinding;
import dev.tributary.tools.capturecheck.CaptureSettings;
import dev.tributary.tools.connectors.ConnectorFile;
import dev.tributary.tools.connectors.ConnectorOption;
import dev.tributary.tools.definition.ViewOption;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "audit",
        description =
                "Wait until everything committed has arrived, then compare the topic of a view, its HTTP API and the tables that sinks keep with the view in SQL, row"
                        + " by row and column by column. Before, compare the publication and the tables with what is to be captured. Exit"
                        + " code 0 if all is equal, 1 if not.")
public final class AuditCommand implements Callable<Integer> {

    @Option(names = "--topic", description = "The result of the join; by default the topic of the view's name.")
    private @Nullable String topic;

    @Option(
            names = "--group",
            defaultValue = AuditSettings.GROUP,
            description = "The consumer group of the join; by default ${DEFAULT-VALUE}.")
    private String group = AuditSettings.GROUP;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "60s",
            converter = DurationConverter.class,
            description = "How long to wait for what is under way, and for differences to go away; by default"
                    + " ${DEFAULT-VALUE}.")
    private Duration timeout = AuditSettings.TIMEOUT;

    @Option(
            names = "--reporting",
            paramLabel = "JDBC_URL",
            arity = "0..1",
            fallbackValue = "",
            description =
                    "Compare the table in the reporting database too; without a value that of the demo that runs, or $"
                            + EndpointOptions.REPORTING + ".")
    private @Nullable String reporting;

    @Option(
            names = "--lakehouse",
            paramLabel = "URI",
            arity = "0..1",
            fallbackValue = "",
            description = "Compare the Delta table too; without a value the one in $" + LakehouseOption.ENVIRONMENT
                    + ", or in .tributary/lakehouse/<view> of the project.")
    private @Nullable String lakehouse;

    @Option(names = "--max-differences", paramLabel = "N", description = "Show so many; by default ${DEFAULT-VALUE}.")
    private int maxDifferences = AuditSettings.MOST_DIFFERENCES;

    @Mixin
    private final ConnectorOption connector = new ConnectorOption();

    @Mixin
    private final ViewOption view = new ViewOption();

    @Mixin
    private final EndpointOptions endpoints = new EndpointOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws SQLException, ExecutionException, InterruptedException {
        AuditSettings named = settings();
        ProgressLine progress = new ProgressLine(spec.commandLine().getErr());
        PrintWriter out = spec.commandLine().getOut();
        AuditReport report;
        List<CaptureFinding> findings;
        try {
            ConnectorFile captured = connector.find(endpoints.connect(), progress);
            progress.clear();
            findings = new CaptureCheck(
                            endpoints.postgres(),
                            CaptureSettings.of(named.view()).by(captured.capture()))
                    .findingsOf(captured.name());
            findings.forEach(finding -> out.println("changes are not captured: " + finding.message()));
            out.flush();
            report = new Audit(
                            endpoints.postgres(),
                            endpoints.kafka(),
                            endpoints.registry(),
                            named.capturedBy(captured),
                            endpoints.httpIfKnown(),
                            progress::update)
                    .run();
        } finally {
            progress.clear();
        }
        out.println(report.describe());
        return report.isEqual() && findings.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    /** But for what the connector says. */
    private AuditSettings settings() {
        try {
            AuditSettings defaults = AuditSettings.of(view.view(endpoints));
            return new AuditSettings(
                    defaults.view(),
                    topic == null ? defaults.topic() : topic,
                    defaults.sourceTopics(),
                    defaults.slot(),
                    Optional.ofNullable(reporting).map(endpoints::reporting),
                    Optional.ofNullable(lakehouse).map(given -> LakehouseOption.location(given, defaults.view())),
                    group,
                    timeout,
                    maxDifferences);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
