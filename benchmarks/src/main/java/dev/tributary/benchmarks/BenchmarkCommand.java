package dev.tributary.benchmarks;

import dev.tributary.benchmarks.contender.Contender;
import dev.tributary.benchmarks.contender.TributaryBefore;
import dev.tributary.benchmarks.report.Exhibit;
import dev.tributary.benchmarks.report.Page;
import dev.tributary.benchmarks.report.Results;
import dev.tributary.benchmarks.report.TextTable;
import dev.tributary.benchmarks.run.Servers;
import dev.tributary.localstack.Project;
import dev.tributary.localstack.StackException;
import dev.tributary.tools.ExitCode;
import dev.tributary.tools.ProgressLine;
import dev.tributary.tools.ToolException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs benchmarks and writes down what they find. */
@Command(
        name = "benchmark",
        description = {
            "Measure the application beside its alternatives, on the same topics and the same broker.",
            "",
            "Each contender is a process of its own, and nothing counts until what it wrote equals what the driver has"
                    + " computed. Results go to benchmarks/results/NAME.json, and from there to docs/performance.md."
        })
public final class BenchmarkCommand implements Callable<Integer> {

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Which ones; all of them by default.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--list", description = "Say which there are.")
    private boolean list;

    @Option(names = "--report", description = "Measure nothing: write the page anew from the results that are there.")
    private boolean report;

    @Option(names = "--add", description = "Keep the results of what is not measured now.")
    private boolean add;

    @Option(names = "--contenders", split = ",", paramLabel = "NAME", description = "Only these.")
    private List<String> contenders = new ArrayList<>();

    @Option(
            names = "--before",
            paramLabel = "DIR",
            description = "Add the contender tributary-before: the application of another checkout, which is built.")
    private @Nullable Path before;

    @Option(names = "--workloads", split = ",", paramLabel = "NAME", description = "Only these.")
    private List<String> workloads = new ArrayList<>();

    @Option(names = "--partitions", split = ",", paramLabel = "N", description = "Of each topic, such as 4,64.")
    private List<Integer> partitions = new ArrayList<>();

    @Option(names = "--users", split = ",", paramLabel = "N", description = "How many, such as 100000,5000000.")
    private List<Integer> users = new ArrayList<>();

    @Option(names = "--orders", split = ",", paramLabel = "N", description = "How many, such as 1000000,3000000.")
    private List<Integer> orders = new ArrayList<>();

    @Option(
            names = "--scale",
            paramLabel = "FACTOR",
            description = "Multiplies all numbers of orders: 0.01 to try it out.")
    private double scale = 1;

    @Option(names = "--rounds", paramLabel = "N", description = "How often each measurement is repeated.")
    private int rounds;

    @Option(names = "--seconds", paramLabel = "N", description = "Of each measurement at a fixed rate.")
    private int seconds;

    @Option(
            names = "--jvm-flags",
            paramLabel = "FLAGS",
            description = "Of each contender, instead of ${DEFAULT-VALUE}.")
    private String flags = String.join(" ", Choices.FLAGS);

    @Option(names = "--results", paramLabel = "DIR", description = "Instead of benchmarks/results.")
    private @Nullable Path results;

    @Option(names = "--page", paramLabel = "FILE", description = "Instead of docs/performance.md.")
    private @Nullable Path page;

    private final List<String> failed = new ArrayList<>();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            Benchmarks.all().forEach(benchmark -> out.printf("%-12s %s%n", benchmark.name(), benchmark.question()));
            return ExitCode.OK;
        }
        List<Benchmark> chosen = names.isEmpty()
                ? Benchmarks.all()
                : names.stream().map(Benchmarks::named).toList();
        for (Contender stranger : strangers()) {
            stranger.absence(Path.of("")).ifPresent(reason -> {
                throw ToolException.usage("--before " + before + ": " + reason
                        + " there; check out the revision there and run mvn -DskipTests package");
            });
        }
        Path project = Project.find().root();
        if (report) {
            chosen.forEach(benchmark -> Results.read(folder(project), benchmark.name())
                    .ifPresent(found -> show(benchmark, found, project, out)));
            return ExitCode.OK;
        }
        try {
            measure(chosen.stream().filter(Benchmark::needsServers).toList(), project, out);
            for (Benchmark benchmark : chosen) {
                if (!benchmark.needsServers()) {
                    attempt(benchmark, null, project, out);
                }
            }
        } catch (StackException e) {
            throw ToolException.failed(String.valueOf(e.getMessage()), e);
        }
        if (!failed.isEmpty()) {
            throw ToolException.failed("could not be measured to the end: " + String.join(", ", failed));
        }
        return ExitCode.OK;
    }

    /** One after the other, on the same servers. */
    private void measure(List<Benchmark> benchmarks, Path project, PrintWriter out) throws Exception {
        if (benchmarks.isEmpty()) {
            return;
        }
        try (Servers servers = startServers()) {
            for (Benchmark benchmark : benchmarks) {
                attempt(benchmark, servers, project, out);
            }
        }
    }

    /** One that fails does not keep the others, which may take hours, from being measured. */
    private void attempt(Benchmark benchmark, @Nullable Servers servers, Path project, PrintWriter out)
            throws InterruptedException {
        try {
            measure(benchmark, servers, project, out);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            failed.add(benchmark.name());
            PrintWriter err = spec.commandLine().getErr();
            err.println(benchmark.name() + " failed: " + e);
            e.printStackTrace(err);
        }
    }

    private Servers startServers() throws Exception {
        ProgressLine progress = new ProgressLine(spec.commandLine().getErr());
        progress.update("Starting a broker and a registry");
        Servers servers = Servers.start();
        progress.clear();
        return servers;
    }

    private void measure(Benchmark benchmark, @Nullable Servers servers, Path project, PrintWriter out)
            throws Exception {
        ProgressLine progress = new ProgressLine(spec.commandLine().getErr());
        progress.note(benchmark.name() + ": " + benchmark.question());
        Results found = Results.begin(benchmark.name(), project);
        try {
            benchmark.run(new Session(choices(), servers, project, found, progress, strangers()));
        } finally {
            progress.clear();
            if (!found.rows().isEmpty()) {
                // What was found before something failed counts too.
                if (add) {
                    Results.read(folder(project), benchmark.name()).ifPresent(found::keep);
                }
                found.write(folder(project));
                show(benchmark, found, project, out);
            }
        }
    }

    private void show(Benchmark benchmark, Results found, Path project, PrintWriter out) {
        List<Exhibit> exhibits = benchmark.exhibits(found);
        for (Exhibit exhibit : exhibits) {
            if (exhibit instanceof Exhibit.Table table) {
                TextTable.print(table, out);
            }
        }
        new Page(page == null ? project.resolve("docs/performance.md") : page)
                .show(found, benchmark.question(), exhibits);
    }

    private Path folder(Path project) {
        return results == null ? project.resolve("benchmarks/results") : results;
    }

    private List<Contender> strangers() {
        return before == null ? List.of() : List.of(new TributaryBefore(before.toAbsolutePath()));
    }

    private Choices choices() {
        return new Choices(
                contenders, workloads, partitions, orders, users, scale, rounds, seconds, List.of(flags.split(" ")));
    }
}
