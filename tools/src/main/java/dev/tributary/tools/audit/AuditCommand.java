package dev.tributary.tools.audit;

import dev.tributary.tools.DurationConverter;
import dev.tributary.tools.EndpointOptions;
import dev.tributary.tools.ExitCode;
import dev.tributary.tools.ProgressLine;
import dev.tributary.tools.capturecheck.CaptureCheck;
import dev.tributary.tools.capturecheck.CaptureFinding;
import dev.tributary.tools.capturecheck.CaptureSettings;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "audit",
        description = "Wait until everything committed has arrived, then compare enriched-orders with the SQL join, row"
                + " by row and column by column. Before, compare the publication and the tables with what is to be captured. Exit"
                + " code 0 if all is equal, 1 if not.")
public final class AuditCommand implements Callable<Integer> {

    private static final AuditSettings DEFAULTS = AuditSettings.defaults();

    @Option(names = "--topic", description = "The result of the join; by default ${DEFAULT-VALUE}.")
    private String topic = DEFAULTS.topic();

    @Option(
            names = "--source-topics",
            paramLabel = "TOPIC",
            split = ",",
            description = "What the join reads; by default ${DEFAULT-VALUE}.")
    private List<String> sourceTopics = DEFAULTS.sourceTopics();

    @Option(names = "--slot", description = "The connector's replication slot; by default ${DEFAULT-VALUE}.")
    private String slot = DEFAULTS.slot();

    @Option(
            names = "--publication",
            description = "The publication that the connector reads; by default ${DEFAULT-VALUE}.")
    private String publication = "tributary";

    @Option(names = "--group", description = "The consumer group of the join; by default ${DEFAULT-VALUE}.")
    private String group = DEFAULTS.group();

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "60s",
            converter = DurationConverter.class,
            description = "How long to wait for what is under way, and for differences to go away; by default"
                    + " ${DEFAULT-VALUE}.")
    private Duration timeout = DEFAULTS.timeout();

    @Option(names = "--max-differences", paramLabel = "N", description = "Show so many; by default ${DEFAULT-VALUE}.")
    private int maxDifferences = DEFAULTS.maxDifferences();

    @Mixin
    private final EndpointOptions endpoints = new EndpointOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws SQLException, ExecutionException, InterruptedException {
        AuditSettings settings = settings();
        PrintWriter out = spec.commandLine().getOut();
        List<CaptureFinding> findings = new CaptureCheck(
                        endpoints.postgres(), CaptureSettings.defaults().from(publication))
                .findings();
        findings.forEach(finding -> out.println("changes are not captured: " + finding.message()));
        out.flush();
        ProgressLine progress = new ProgressLine(spec.commandLine().getErr());
        Audit audit = new Audit(
                endpoints.postgres(),
                endpoints.kafka(),
                endpoints.registry(),
                settings,
                endpoints.httpIfKnown(),
                progress::update);
        AuditReport report;
        try {
            report = audit.run();
        } finally {
            progress.clear();
        }
        out.println(report.describe());
        return report.isEqual() && findings.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private AuditSettings settings() {
        try {
            return new AuditSettings(topic, sourceTopics, slot, group, timeout, maxDifferences);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
