package dev.tributary.lakehouse;

import dev.tributary.tools.DurationConverter;
import dev.tributary.tools.EndpointOptions;
import dev.tributary.tools.ExitCode;
import dev.tributary.tools.audit.LakehouseOption;
import dev.tributary.tools.definition.View;
import dev.tributary.tools.definition.ViewOption;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "lakehouse",
        description = {
            "Keep a view as a Delta table, by Spark.",
            "",
            "The table has where it is in the topic: the command can be killed, and started again, at any time. Only one may write to a"
                    + " table at a time."
        })
final class LakehouseCommand implements Callable<Integer> {

    private static final int FIRST = 1_000;
    private static final int STOP_SECONDS = 30;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    @ArgGroup(multiplicity = "1")
    private final Mode mode = new Mode();

    /** What to do. */
    private static final class Mode {
        @Option(names = "--once", description = "Bring the table to where the topic is now, and end.")
        @SuppressWarnings("UnusedVariable") // it is neither of the others
        private boolean once;

        @Option(names = "--follow", description = "Keep the table equal to the view until the command is interrupted.")
        private boolean follow;

        @Option(
                names = "--maintain",
                description =
                        "Make few large files out of many small ones (OPTIMIZE), and delete those that no version of the last"
                                + " seven days has (VACUUM). Also while another command follows.")
        private boolean maintain;
    }

    @Option(
            names = "--table",
            paramLabel = "URI",
            description = "Where the table is: a directory, or a URI of a file system that Spark knows; by default $"
                    + LakehouseOption.ENVIRONMENT + ", or .tributary/lakehouse/<view> of the project.")
    private @Nullable String table;

    @Option(
            names = "--every",
            paramLabel = "DURATION",
            defaultValue = "5s",
            converter = DurationConverter.class,
            description = "With --follow: how often to look for changes; by default ${DEFAULT-VALUE}.")
    private Duration every = Duration.ofSeconds(5);

    @Mixin
    private final ViewOption viewOption = new ViewOption();

    @Mixin
    private final EndpointOptions endpoints = new EndpointOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        View view = viewOption.view(endpoints);
        String location = LakehouseOption.location(table, view);
        PrintWriter out = spec.commandLine().getOut();
        try (SparkSession spark = Spark.open(view.name())) {
            if (mode.maintain) {
                ViewTable held = ViewTable.open(spark, location);
                held.compact();
                held.vacuum();
                return ExitCode.OK;
            }
            say(out, view.name() + " in " + location);
            try (LakehouseJob job = new LakehouseJob(
                    spark, view, endpoints.kafka(), endpoints.registry(), location, line -> say(out, line))) {
                // Before Spark's own hook, which takes the session away.
                ShutdownHookManager.get().addShutdownHook(job::stop, FIRST, STOP_SECONDS, TimeUnit.SECONDS);
                if (mode.follow) {
                    job.follow(every);
                } else {
                    job.once();
                }
            }
        }
        return ExitCode.OK;
    }

    private static void say(PrintWriter out, String line) {
        out.println(LocalTime.now(ZoneId.systemDefault()).format(TIME) + "  " + line);
        out.flush();
    }
}
