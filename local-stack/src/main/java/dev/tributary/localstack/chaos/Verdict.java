package dev.tributary.localstack.chaos;

import dev.tributary.localstack.Addresses;
import dev.tributary.tools.Postgres;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.audit.Audit;
import dev.tributary.tools.audit.AuditReport;
import dev.tributary.tools.audit.AuditSettings;
import dev.tributary.tools.view.ViewApi;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;

/** Whether, once nobody writes and everything works again, the topic and each instance's view hold what the database says. */
final class Verdict {

    private final Addresses addresses;
    private final CheckedView view;
    private final Duration patience;
    private final Tally tally;
    private final Differences differences;
    private final Consumer<String> log;

    /**
     * @param patience how long nothing may move, and how long differences may stand, before that is the verdict; as long as
     *     something moves there is no limit
     */
    Verdict(
            Addresses addresses,
            CheckedView view,
            Duration patience,
            Tally tally,
            Differences differences,
            Consumer<String> log) {
        this.addresses = addresses;
        this.view = view;
        this.patience = patience;
        this.tally = tally;
        this.differences = differences;
        this.log = log;
    }

    /** Adds what is wrong to the differences. */
    void pronounce() throws InterruptedException {
        if (!audit("the topic", Optional.empty())) {
            return;
        }
        for (URI instance : addresses.http()) {
            if (!audit("the view of " + instance, Optional.of(() -> new ViewApi(instance, Optional.empty())))) {
                return;
            }
        }
        new Transactions(addresses.bootstrapServers()).hanging().forEach(differences::add);
    }

    /** @return whether it is worth going on */
    private boolean audit(String what, Optional<Supplier<ViewApi>> http) throws InterruptedException {
        String waitedFor = "";
        long differing = Long.MAX_VALUE;
        long movedAt = System.nanoTime();
        while (true) {
            String waitingFor;
            try {
                AuditReport report = run(http);
                switch (report) {
                    case AuditReport.Equal equal -> {
                        tally.rowsAudited.add(equal.rowsCompared());
                        return true;
                    }
                    case AuditReport.Different different -> {
                        tally.rowsAudited.add(different.rowsCompared());
                        if (different.differences() < differing) {
                            differing = different.differences();
                            waitingFor = differing + " " + different.rows() + " to be as they are in the database";
                            break;
                        }
                        differences.add("the audit of " + what + ": " + different.describe());
                        return false;
                    }
                    case AuditReport.NotQuiescent notQuiescent -> waitingFor = notQuiescent.waitingFor();
                }
            } catch (ToolException | SQLException | ExecutionException | KafkaException e) {
                waitingFor = String.valueOf(e.getMessage());
            }
            long now = System.nanoTime();
            if (!waitingFor.equals(waitedFor)) {
                waitedFor = waitingFor;
                movedAt = now;
                log.accept("waiting for " + waitingFor);
            } else if (now - movedAt > patience.toNanos()) {
                differences.add("the audit of " + what + " cannot begin: nothing has moved for "
                        + Duration.ofNanos(now - movedAt).toSeconds() + " s, and it still waits for " + waitingFor);
                new Transactions(addresses.bootstrapServers()).hanging().forEach(differences::add);
                return false;
            }
        }
    }

    private AuditReport run(Optional<Supplier<ViewApi>> http)
            throws SQLException, ExecutionException, InterruptedException {
        return new Audit(
                        new Postgres(addresses.postgres()),
                        Map.of("bootstrap.servers", addresses.bootstrapServers()),
                        Map.of("schema.registry.url", addresses.schemaRegistry()),
                        AuditSettings.of(view.view()).withTimeout(patience.dividedBy(3)),
                        http,
                        progress -> {})
                .run();
    }
}
