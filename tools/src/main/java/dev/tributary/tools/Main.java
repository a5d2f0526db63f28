package dev.tributary.tools;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine;

/** Where the process starts, and the only place that ends it. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        // Numbers and dates are read by programs, and Kafka's names compared, whatever the user's language.
        Locale.setDefault(Locale.ROOT);
        System.exit(commandLine().execute(args));
    }

    /**
     * The command line with its error handling.
     *
     * @param more objects of further subcommands; they are added here and not by the caller because
     *     picocli hands settings down only to the subcommands that are there when they are made
     */
    public static CommandLine commandLine(Object... more) {
        CommandLine commandLine = new CommandLine(new Tributary());
        for (Object subcommand : more) {
            commandLine.addSubcommand(subcommand);
        }
        Failures failures = new Failures();
        // UTF-8 whatever the locale: JSON lines are read by programs.
        return commandLine
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, Charset.defaultCharset()))
                .setExecutionExceptionHandler(failures)
                .setParameterExceptionHandler(failures)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true);
    }
}
