package dev.tributary.tools.generate;

import dev.tributary.tools.DurationConverter;
import dev.tributary.tools.EndpointOptions;
import dev.tributary.tools.ExitCode;
import dev.tributary.tools.Postgres;
import dev.tributary.tools.ProgressLine;
import dev.tributary.tools.StopSignal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "generate",
        description =
                "Write realistic changes into the shop, or into the inventory where a database has that one: orders and"
                        + " what they refer to inserted, updated, moved and deleted, in transactions of several rows, some of them rolled"
                        + " back.")
public final class GenerateCommand implements Callable<Integer> {

    private static final Duration TICK = Duration.ofSeconds(1);

    @Option(names = "--seed", description = "Of all random choices; by default ${DEFAULT-VALUE}.")
    private long seed = GeneratorSettings.defaults().seed();

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Row changes a second; 0 for as many as possible; by default ${DEFAULT-VALUE}.")
    private int rate = GeneratorSettings.defaults().rate();

    @Option(names = "--connections", paramLabel = "N", description = "By default ${DEFAULT-VALUE}.")
    private int connections = GeneratorSettings.defaults().connections();

    @Option(
            names = "--max-transaction-rows",
            paramLabel = "N",
            description = "A transaction changes 1 to N rows; by default ${DEFAULT-VALUE}.")
    private int maxTransactionRows = GeneratorSettings.defaults().maxTransactionRows();

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Stop after so long, such as 60s or 5m; by default at Ctrl-C.")
    private @Nullable Duration duration;

    @Option(names = "--changes", paramLabel = "N", description = "Stop after so many row changes.")
    private @Nullable Long changes;

    @Mixin
    private final EndpointOptions endpoints = new EndpointOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws SQLException, InterruptedException {
        GeneratorSettings asked = settings();
        Postgres postgres = endpoints.postgres();
        GeneratorSettings settings = asked.withDataSet(DataSet.in(postgres));
        ProgressLine progress = new ProgressLine(spec.commandLine().getErr());
        long begun = System.nanoTime();
        try (Generator generator = new Generator(postgres, settings, progress::note)) {
            StopSignal signal = StopSignal.onSignal(generator::signalStop);
            try {
                generator.start();
                follow(generator, progress, begun);
                generator.stop();
                progress.clear();
                summarize(generator.totals(), System.nanoTime() - begun);
            } finally {
                progress.clear();
                signal.release();
            }
        }
        return ExitCode.OK;
    }

    private GeneratorSettings settings() {
        try {
            return new GeneratorSettings(
                    GeneratorSettings.defaults().dataSet(),
                    seed,
                    rate,
                    connections,
                    maxTransactionRows,
                    changes == null ? OptionalLong.empty() : OptionalLong.of(changes));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void follow(Generator generator, ProgressLine progress, long begun) throws InterruptedException {
        long end = duration == null ? Long.MAX_VALUE : duration.toNanos();
        long changesBefore = 0;
        long timeBefore = begun;
        while (true) {
            long left = end - (System.nanoTime() - begun);
            if (left <= 0 || generator.await(Duration.ofNanos(Math.min(left, TICK.toNanos())))) {
                return;
            }
            long now = System.nanoTime();
            Totals totals = generator.totals();
            double perSecond = (totals.committedChanges() - changesBefore) * 1e9 / (now - timeBefore);
            changesBefore = totals.committedChanges();
            timeBefore = now;
            progress.update(String.format(
                    Locale.ROOT,
                    "%,d changes committed in %,d transactions, %,.0f changes/s",
                    totals.committedChanges(),
                    totals.committedTransactions(),
                    perSecond));
        }
    }

    private void summarize(Totals totals, long nanos) {
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%,d changes committed in %,d transactions, %,d rolled back, %,d retried; %.1f s, %,.0f changes/s%n",
                        totals.committedChanges(),
                        totals.committedTransactions(),
                        totals.rolledBackTransactions(),
                        totals.retries(),
                        nanos / 1e9,
                        totals.committedChanges() * 1e9 / nanos);
    }
}
