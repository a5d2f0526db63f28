package dev.tributary.localstack.chaos;

import dev.tributary.localstack.LocalStackOptions;
import dev.tributary.localstack.StackException;
import dev.tributary.tools.ExitCode;
import dev.tributary.tools.Postgres;
import dev.tributary.tools.ToolException;
import dev.tributary.tools.generate.DataSet;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts a whole stack, has its parts fail under load, and compares. */
@Command(
        name = "chaos",
        description = {
            "Start a whole pipeline and have its parts fail under load: they are killed, paused, stopped, cut off and"
                    + " delayed, and change records are replayed. After each round, compare the topic and every"
                    + " instance's view with the database, and look through the history of all records.",
            "",
            "Exit code 0 if there was no difference, 1 if there was. The same seed gives the same faults at the same"
                    + " times."
        })
public final class ChaosCommand implements Callable<Integer> {

    private static final int MOST_INSTANCES = 9;

    /** How long is written, and broken, in a round; to come to rest and to compare takes some 15 s more. */
    static final Duration ROUND = Duration.ofSeconds(35);

    private static final Duration AFTER_ROUND = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Option(
            names = "--view",
            paramLabel = "shop|inventory",
            description = "The tables and the view of them, as of tributary demo; by default shop.")
    private DataSet dataSet = DataSet.SHOP;

    @Option(names = "--minutes", paramLabel = "N", description = "For how long; by default ${DEFAULT-VALUE}.")
    private double minutes = 5;

    @Option(names = "--seed", paramLabel = "S", description = "Of all random choices; by default ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(names = "--instances", paramLabel = "N", description = "Of the application; by default ${DEFAULT-VALUE}.")
    private int instances = 3;

    @Option(names = "--rate", paramLabel = "R", description = "Row changes a second; by default ${DEFAULT-VALUE}.")
    private int rate = 200;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keep data and logs there, in an empty directory; by default they are thrown away.")
    private @Nullable Path data;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private final long began = System.nanoTime();

    @Override
    public Integer call() throws Exception {
        if (instances < 1 || instances > MOST_INSTANCES) {
            throw new ParameterException(spec.commandLine(), "--instances must be from 1 to " + MOST_INSTANCES);
        }
        if (rate < 1 || minutes <= 0) {
            throw new ParameterException(spec.commandLine(), "--rate and --minutes must be positive");
        }
        line("starting a pipeline for " + dataSet.view() + " with " + instances + " instances of the application; seed "
                + seed);
        LocalStackOptions options =
                LocalStackOptions.forChaos().withDataSet(dataSet).withInstances(instances);
        if (data != null) {
            options = options.withData(data);
        }
        try (Chaos chaos = Chaos.start(options, seed, PATIENCE, this::line)) {
            run(chaos);
            new ChaosSummary(chaos.tally(), chaos.history(), chaos.differences())
                    .print(spec.commandLine().getOut(), dataSet.view(), seed);
            return chaos.differences().count() == 0 ? ExitCode.OK : ExitCode.FAILED;
        } catch (StackException e) {
            throw ToolException.failed(String.valueOf(e.getMessage()), e);
        }
    }

    private void run(Chaos chaos) throws Exception {
        FaultPlan plan = new FaultPlan(seed, instances, ROUND, chaos.view().sourceTopics());
        long end = System.nanoTime()
                + Duration.ofMillis(Math.round(minutes * 60_000)).toNanos();
        Duration whole = ROUND.plus(AFTER_ROUND);
        for (int round = 1; round == 1 || System.nanoTime() + whole.toNanos() <= end; round++) {
            line("round " + round);
            long changes = chaos.tally().changes.sum();
            Writers writers =
                    new Writers(dataSet, new Postgres(chaos.addresses().postgres()), seed + round, rate, this::line);
            chaos.round(plan.nextRound(), writers, ROUND);
            line(String.format(
                    Locale.ROOT,
                    "round %d: %,d changes, %,d differences so far",
                    round,
                    chaos.tally().changes.sum() - changes,
                    chaos.differences().count()));
            if (chaos.differences().count() > 0) {
                return;
            }
        }
    }

    private synchronized void line(String text) {
        Duration since = Duration.ofNanos(System.nanoTime() - began);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "%02d:%04.1f  %s%n", since.toMinutes(), since.toMillis() % 60_000 / 1000.0, text);
        out.flush();
    }
}
