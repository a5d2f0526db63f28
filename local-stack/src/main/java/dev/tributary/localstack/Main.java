package dev.tributary.localstack;

import dev.tributary.localstack.chaos.ChaosCommand;
import dev.tributary.localstack.demo.DemoCommand;
import java.util.Locale;
import picocli.CommandLine;

/** The command line of the tools, and what can be done with a whole stack beside them. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        // What is written to configurations and compared with names of Kafka is not the user's language.
        Locale.setDefault(Locale.ROOT);
        CommandLine commands = dev.tributary.tools.Main.commandLine(new DemoCommand(), new ChaosCommand());
        // Another program, which ./tributary builds only when it is asked for: it brings Flink with it.
        commands.getCommandSpec()
                .usageMessage()
                .footer("", "And ./tributary benchmark measures the application beside its alternatives.");
        System.exit(commands.execute(args));
    }
}
