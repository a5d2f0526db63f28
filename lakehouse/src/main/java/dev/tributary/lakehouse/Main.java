package dev.tributary.lakehouse;

import java.util.Locale;

/** The command line of the tools with what Spark is needed for. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        System.exit(dev.tributary.tools.Main.commandLine(new LakehouseCommand()).execute(args));
    }
}
