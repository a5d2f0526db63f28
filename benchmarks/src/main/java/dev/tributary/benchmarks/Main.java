package dev.tributary.benchmarks;

import dev.tributary.localstack.demo.DemoCommand;
import java.util.Locale;

/** The command line of all commands that there are: the tools', the demo, and the benchmarks. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        System.exit(dev.tributary.tools.Main.commandLine(new DemoCommand(), new BenchmarkCommand())
                .execute(args));
    }
}
