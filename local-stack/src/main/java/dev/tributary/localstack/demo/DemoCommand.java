package dev.tributary.localstack.demo;

import dev.tributary.localstack.LocalStack;
import dev.tributary.localstack.LocalStackOptions;
import dev.tributary.tools.DurationConverter;
import dev.tributary.tools.ExitCode;
import dev.tributary.tools.generate.GeneratorSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
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
                    + " another terminal: tributary consume, tributary audit, tributary generate."
        })
public final class DemoCommand implements Callable<Integer> {

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
        PrintWriter out = spec.commandLine().getOut();
        out.println("Starting the pipeline");
        out.flush();
        try (LocalStack stack = LocalStack.start(options(new StartupView(out)))) {
            out.printf(Locale.ROOT, "Everything is up after %.1f s.%n", seconds(stack.startup()));
            out.println("  logs            " + stack.logs());
            out.println("  look around     ./tributary consume --from-beginning   (in another terminal)");
            out.println("  send SQL        psql \""
                    + PsqlAddress.of(stack.addresses().postgres()) + "\"");
            out.println();
            out.flush();
            boolean equal = new DemoRun(stack, generator(), spec.commandLine()).run(duration);
            return equal ? ExitCode.OK : ExitCode.FAILED;
        } finally {
            out.println("Stopped.");
            out.flush();
        }
    }

    private @Nullable GeneratorSettings generator() {
        return noGenerate ? null : GeneratorSettings.defaults().withRate(rate).withSeed(seed);
    }

    private LocalStackOptions options(Consumer<dev.tributary.localstack.Progress> listener) {
        LocalStackOptions options = LocalStackOptions.forPeople().withListener(listener);
        return data == null ? options : options.withData(data);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
