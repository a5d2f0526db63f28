package dev.tributary.benchmarks;

import dev.tributary.benchmarks.contender.Contender;
import dev.tributary.benchmarks.contender.Tributary;
import dev.tributary.benchmarks.measure.Await;
import dev.tributary.benchmarks.report.Exhibit;
import dev.tributary.benchmarks.report.Figures;
import dev.tributary.benchmarks.report.Results;
import dev.tributary.benchmarks.report.Row;
import dev.tributary.benchmarks.run.Inputs;
import dev.tributary.benchmarks.run.Run;
import dev.tributary.benchmarks.run.Servers;
import dev.tributary.benchmarks.run.Trees;
import dev.tributary.benchmarks.run.Verdict;
import dev.tributary.benchmarks.workload.Workload;
import dev.tributary.benchmarks.workload.Workload.Size;
import dev.tributary.tools.ToolException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The application has lost its state and builds it again from its changelogs, the output among them, which a plain consumer reads for
 * comparison; and it starts again after a clean stop, from which it has its state.
 */
final class Restore implements Benchmark {

    private static final int PARTITIONS = 4;
    private static final Duration DEADLINE = Duration.ofMinutes(15);

    @Override
    public String name() {
        return "restore";
    }

    @Override
    public String question() {
        return "How long does the application take to build lost state again?";
    }

    @Override
    public void run(Session session) throws Exception {
        Files.deleteIfExists(Tributary.archive(session.project())); // One of other classes is not always re-created.
        for (int orders : session.choices().orders(1_000_000)) {
            try (Inputs inputs =
                    Inputs.complete(session.servers(), Workload.INITIAL_LOAD, Size.of(orders), PARTITIONS)) {
                for (int round = 1; round <= session.choices().rounds(3); round++) {
                    session.progress("restore, round " + round + ": " + orders + " orders");
                    Row row = Row.of("orders", orders).with("round", round);
                    measure(session, inputs, row);
                    session.found(row);
                }
            }
        }
    }

    private static void measure(Session session, Inputs inputs, Row row) throws Exception {
        Servers servers = session.servers();
        try (Run run = Run.start(
                servers,
                application(session.project()),
                inputs.topics(),
                PARTITIONS,
                session.choices().runOptions())) {
            Verdict verdict = run.watch(inputs.after(), DEADLINE).verdict();
            if (!verdict.isRight()) {
                throw ToolException.failed("before the restore: " + verdict);
            }
            run.kill();
            String group = run.task().group();
            // As long as the dead one is a member, the new one gets nothing to do.
            Await.until(
                    () -> group + " still has members",
                    Duration.ofSeconds(90),
                    Duration.ofMillis(100),
                    () -> servers.cluster().isEmpty(group));
            Trees.delete(run.task().stateDir());
            Files.createDirectories(run.task().stateDir());
            Set<String> changelogs = servers.cluster().topicsOf(group).stream()
                    .filter(topic -> topic.endsWith("-changelog"))
                    .collect(Collectors.toSet());
            changelogs.add(run.task().output()); // The orders' changelog.
            changelogs.add(group + "-users");
            long records = servers.cluster().held(servers.cluster().partitions(changelogs));
            run.startAgain();
            Duration ready = run.awaitReady();
            RestoreLog times = RestoreLog.of(run.log().lines());
            row.with("changelogs", changelogs.size())
                    .with("records", records)
                    .with("restoreSeconds", times.seconds())
                    .with("startSeconds", ready.toMillis() / 1e3)
                    .with("recordsPerSecond", records / times.seconds());
            PlainRead plain = PlainRead.of(
                    servers, session.project(), changelogs, session.choices().flags());
            row.with("plainRecords", plain.records())
                    .with("plainMb", plain.bytes() / 1e6)
                    .with("plainSeconds", plain.seconds());
            run.stop();
            run.startAgain();
            row.with("keptSeconds", run.awaitReady().toMillis() / 1e3)
                    .with("verdict", run.compare(inputs.after()).toString());
        }
    }

    private static Contender application(Path project) {
        List<String> flags = new ArrayList<>(Tributary.archiveFlags(project));
        flags.add("-Dlogback.configurationFile=" + project.resolve("benchmarks/target/classes/restore-logback.xml"));
        return new Tributary("tributary", "says when it restores", Map.of(), flags);
    }

    /**
     * What the log says about a restore.
     *
     * @param seconds for reading the users, and then from the first word of a restore until it works
     */
    record RestoreLog(double seconds) {

        private static final Pattern USERS_READ = Pattern.compile("users read in (\\d+) ms");

        static RestoreLog of(List<String> lines) {
            OffsetDateTime from = first(lines, "StoreChangelogReader")
                    .or(() -> first(lines, "→ REBALANCING"))
                    .orElseThrow(() -> ToolException.failed("the log says nothing of a restore"));
            OffsetDateTime to = first(lines, "→ RUNNING")
                    .orElseThrow(() -> ToolException.failed("the log does not say that it runs"));
            return new RestoreLog(
                    (usersMillis(lines) + Duration.between(from, to).toMillis()) / 1e3);
        }

        private static long usersMillis(List<String> lines) {
            return lines.stream()
                    .map(USERS_READ::matcher)
                    .filter(Matcher::find)
                    .findFirst()
                    .map(found -> Long.parseLong(found.group(1)))
                    .orElseThrow(() -> ToolException.failed("the log does not say when the users were read"));
        }

        private static Optional<OffsetDateTime> first(List<String> lines, String words) {
            return lines.stream()
                    .filter(line -> line.contains(words))
                    .findFirst()
                    .map(line -> OffsetDateTime.parse(line.substring(0, line.indexOf(' '))));
        }
    }

    @Override
    public List<Exhibit> exhibits(Results results) {
        List<List<String>> lines = new ArrayList<>();
        for (String orders : Summaries.distinct(results.rows(), "orders")) {
            List<Row> rows = Summaries.where(results.rows(), "orders", orders);
            double seconds = Summaries.median(rows, "restoreSeconds");
            double plain = Summaries.median(rows, "plainSeconds");
            lines.add(List.of(
                    Figures.count(Double.parseDouble(orders)),
                    Figures.count(Summaries.median(rows, "records")),
                    Figures.show(Summaries.median(rows, "plainMb")),
                    Figures.show(seconds),
                    Figures.count(Summaries.median(rows, "recordsPerSecond")),
                    Figures.show(plain),
                    Figures.show(seconds / plain),
                    Figures.show(Summaries.median(rows, "startSeconds")),
                    Figures.show(Summaries.median(rows, "keptSeconds")),
                    rows.getLast().text("verdict")));
        }
        return List.of(new Exhibit.Table(
                "From the first restore activity until the application works",
                List.of(
                        "orders",
                        "records",
                        "MB",
                        "restore s",
                        "records/s",
                        "plain consumer s",
                        "× plain",
                        "whole start s",
                        "start after a clean stop s, with an archive of classes",
                        "result"),
                lines));
    }
}
