package dev.tributary.localstack.demo;

import dev.tributary.localstack.Addresses;
import dev.tributary.localstack.LibpqUrl;
import dev.tributary.localstack.LocalStack;
import dev.tributary.localstack.LocalStackOptions;
import dev.tributary.localstack.Part;
import dev.tributary.localstack.StackException;
import dev.tributary.localstack.observe.Prometheus;
import dev.tributary.tools.DurationConverter;
import dev.tributary.tools.EndpointOptions;
import dev.tributary.tools.ExitCode;
import dev.tributary.tools.StopSignal;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.generate.DataSet;
import dev.tributary.tools.generate.GeneratorSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts the whole pipeline on this machine and shows it at work. */
@Command(
        name = "demo",
        description = {
            "Start the whole pipeline on this machine and show committed rows turn into enriched orders.",
            "",
            "PostgreSQL, Kafka, the schema registry, Kafka Connect and the application run as processes of their own, on"
                    + " loopback; Ctrl-C stops all of them. Meanwhile the other commands find them by themselves, from"
                    + " another terminal: tributary get, tributary watch, tributary consume, tributary audit.",
            "",
            "committed/s are the row changes of the demo's own generator, captured/s change events in Kafka, enriched/s"
                    + " results, lag change events that the join has not read; p50 and p99 are from a row's commit until"
                    + " its result can be read."
        })
public final class DemoCommand implements Callable<Integer> {

    private static final int MOST_INSTANCES = 9;
    private static final int SCRAPE_SECONDS = 5;

    @Option(
            names = "--view",
            paramLabel = "shop|inventory",
            description =
                    "The tables and the view of them: users and orders of a shop (views/enriched-orders.sql), or the tables"
                            + " of Debezium's tutorial (views/inventory-orders.sql), which joins three; by default shop.")
    private DataSet dataSet = DataSet.SHOP;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description =
                    "Row changes a second that are generated; 0 for as many as possible; by default ${DEFAULT-VALUE}.")
    private int rate = 200;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description =
                    "Generate for so long, such as 60s, then wait until everything has arrived, compare it with the"
                            + " database, print a summary, and exit with 0 if all is equal, with 1 if not.")
    private @Nullable Duration duration;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keep the data there, and come back to it the next time; by default it is thrown away.")
    private @Nullable Path data;

    @Option(
            names = "--instances",
            paramLabel = "N",
            description = "Applications, which share the work and answer for each other; by default ${DEFAULT-VALUE}.")
    private int instances = 1;

    @Option(
            names = "--observe",
            description = "Start Prometheus too, if it is installed, with the project's rules and alerts.")
    private boolean observe;

    @Option(
            names = "--reporting",
            description =
                    "Keep the view as a table of a second PostgreSQL, too, by a sink connector; --for compares it.")
    private boolean reporting;

    @Option(names = "--no-generate", description = "Start everything, and change no rows.")
    private boolean noGenerate;

    @Option(names = "--seed", paramLabel = "N", description = "Of all random choices; by default ${DEFAULT-VALUE}.")
    private long seed = GeneratorSettings.defaults().seed();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (rate < 0) {
            throw new ParameterException(spec.commandLine(), "--rate must not be negative");
        }
        if (instances < 1 || instances > MOST_INSTANCES) {
            throw new ParameterException(spec.commandLine(), "--instances must be from 1 to " + MOST_INSTANCES);
        }
        if (noGenerate && (isGiven("--rate") || isGiven("--seed"))) {
            throw new ParameterException(spec.commandLine(), "--no-generate leaves nothing to --rate and --seed");
        }
        CountDownLatch stopped = new CountDownLatch(1);
        StopSignal signal = StopSignal.onSignal(stopped::countDown);
        try {
            return run(stopped);
        } catch (StackException | ToolException | SQLException | ExecutionException e) {
            if (stopped.getCount() == 0) {
                // Servers that are being stopped do not come up, and do not answer.
                return sayStopped();
            }
            throw e instanceof StackException ? ToolException.failed(String.valueOf(e.getMessage()), e) : e;
        } finally {
            signal.release();
        }
    }

    private boolean isGiven(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    private int run(CountDownLatch stopped) throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        StartupView startup = new StartupView(out);
        out.println("Starting the pipeline");
        out.flush();
        boolean equal;
        try (LocalStack stack = LocalStack.start(options(startup))) {
            out.printf(Locale.ROOT, "Everything is up after %.1f s.%n", seconds(stack.startup()));
            printAddresses(stack, out);
            equal = run(stack, startup, stopped);
        }
        sayStopped();
        return equal ? ExitCode.OK : ExitCode.FAILED;
    }

    private int sayStopped() {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Stopped.");
        out.flush();
        return ExitCode.OK;
    }

    private boolean run(LocalStack stack, StartupView startup, CountDownLatch stopped) throws Exception {
        Optional<Prometheus> prometheus = observe ? observe(stack) : Optional.empty();
        try {
            DemoRun run = new DemoRun(stack, token(), generator(), spec.commandLine(), stopped);
            startup.onDeath(run.supervisor()::revive);
            return run.run(duration);
        } finally {
            prometheus.ifPresent(Prometheus::close);
        }
    }

    private Optional<Prometheus> observe(LocalStack stack) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (Prometheus.installed().isEmpty()) {
            out.println("Prometheus is not installed: put the program on the PATH (Debian: apt install prometheus"
                    + " prometheus-postgres-exporter). Metrics are shown all the same:");
            for (Part part : List.of(Part.KAFKA, Part.CONNECT, Part.APPLICATION)) {
                stack.metricsOf(part)
                        .forEach(target -> out.println("  %-14s  http://%s/metrics".formatted(part.title(), target)));
            }
            out.println();
            out.flush();
            return Optional.empty();
        }
        Prometheus prometheus = Prometheus.start(stack, SCRAPE_SECONDS);
        out.println("  Prometheus      " + prometheus.address() + "   alerts: " + prometheus.address() + "alerts");
        if (!prometheus.hasDatabase()) {
            out.println("  No metrics of the database: its exporter is not installed"
                    + " (Debian: apt install prometheus-postgres-exporter).");
        }
        out.println();
        out.flush();
        return Optional.of(prometheus);
    }

    private static void printAddresses(LocalStack stack, PrintWriter out) {
        Addresses addresses = stack.addresses();
        List<URI> instances = addresses.http();
        for (int number = 1; number <= instances.size(); number++) {
            String what = number == 1 ? "live page, API" : "instance " + number;
            out.println("  %-14s  %s".formatted(what, instances.get(number - 1)));
        }
        out.println("  Kafka           " + addresses.bootstrapServers());
        out.println("  registry        " + addresses.schemaRegistry());
        out.println("  Connect         " + addresses.connect());
        out.println("  send SQL        psql \"" + LibpqUrl.of(addresses.postgres()) + "\"");
        stack.reporting()
                .ifPresent(
                        database -> out.println("  reports         psql \"" + LibpqUrl.of(database.jdbcUrl()) + "\""));
        out.println("  look around     ./tributary consume --from-beginning   (in another terminal)");
        out.println("  logs            " + stack.logs());
        if (!stack.isPublished()) {
            out.println("  Another demo is running here: the other commands find that one, and not this.");
        }
        out.println();
        out.flush();
    }

    private @Nullable GeneratorSettings generator() {
        return noGenerate
                ? null
                : GeneratorSettings.defaults()
                        .withDataSet(dataSet)
                        .withRate(rate)
                        .withSeed(seed);
    }

    /** That the commands of this shell send: the demo's instances ask for it too. */
    private static Optional<String> token() {
        return Optional.ofNullable(System.getenv(EndpointOptions.TOKEN));
    }

    private LocalStackOptions options(Consumer<dev.tributary.localstack.Progress> listener) {
        LocalStackOptions options = LocalStackOptions.forPeople()
                .withDataSet(dataSet)
                .withInstances(instances)
                .withApplicationSettings(token().map(token -> Map.of(EndpointOptions.TOKEN, token))
                        .orElse(Map.of()))
                .withListener(listener);
        LocalStackOptions observed = observe ? options.withMetrics() : options;
        LocalStackOptions reported = reporting ? observed.withReporting() : observed;
        return data == null ? reported : reported.withData(data);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
