package dev.tributary.localstack;

import dev.tributary.localstack.demo.DemoCommand;

/** The command line of the tools, and what can be done with a whole stack beside them. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.exit(dev.tributary.tools.Main.commandLine(new DemoCommand()).execute(args));
    }
}
