package dev.tributary.tools.capturecheck;

import dev.tributary.tools.Postgres;
import dev.tributary.tools.capturecheck.CaptureFinding.Kind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats the check in a thread of its own, so that a scrape does not wait for the database. */
public final class CaptureMonitor implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CaptureMonitor.class);
    private static final Duration PAUSE = Duration.ofSeconds(10);

    /** Compares once. */
    interface Check {
        List<CaptureFinding> findings() throws SQLException;
    }

    private final Check check;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("capture-monitor").factory());
    private volatile Optional<List<CaptureFinding>> last = Optional.empty();
    private Set<CaptureFinding> logged = Set.of();
    private String failure = "";

    CaptureMonitor(Check check) {
        this.check = check;
    }

    /** Checks now and every ten seconds, until it is closed. */
    public static CaptureMonitor start(CaptureCheck check) {
        CaptureMonitor monitor = new CaptureMonitor(check::findings);
        Future<?> unused =
                monitor.thread.scheduleWithFixedDelay(monitor::run, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        return monitor;
    }

    void run() {
        try {
            List<CaptureFinding> findings = check.findings();
            findings.stream()
                    .filter(finding -> !logged.contains(finding))
                    .forEach(finding -> log.warn("{}", finding.message()));
            logged = new HashSet<>(findings);
            failure = "";
            last = Optional.of(findings);
        } catch (SQLException e) {
            fail(Postgres.explain(e));
        } catch (RuntimeException e) {
            fail(e.toString());
        }
    }

    private void fail(String reason) {
        last = Optional.empty();
        if (!reason.equals(failure)) {
            log.warn("the database cannot be checked: {}", reason);
        }
        failure = reason;
    }

    /** In Prometheus' text format, version 0.0.4; empty while the database cannot be read. */
    public String metrics() {
        return last.map(CaptureMonitor::metrics).orElse("");
    }

    static String metrics(List<CaptureFinding> findings) {
        StringBuilder text = new StringBuilder("""
                # HELP tributary_capture_findings Faults in the database because of which changes are not captured
                # TYPE tributary_capture_findings gauge
                """);
        for (Kind kind : Kind.values()) {
            long count =
                    findings.stream().filter(finding -> finding.kind() == kind).count();
            text.append("tributary_capture_findings{finding=\"%s\"} %d%n".formatted(kind.label(), count));
        }
        return text.toString();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
