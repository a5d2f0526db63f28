package dev.tributary.localstack.demo;

import dev.tributary.localstack.Progress;
import dev.tributary.localstack.ServerName;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** A line for each part as it comes up, and whatever happens to it later. */
final class StartupView implements Consumer<Progress> {

    private final PrintWriter out;

    private volatile Consumer<Progress.Died> deaths = this::report;

    StartupView(PrintWriter out) {
        this.out = out;
    }

    /** Who is told of a death from here on, in place of the reader. */
    void onDeath(Consumer<Progress.Died> receiver) {
        deaths = receiver;
    }

    @Override
    public synchronized void accept(Progress progress) {
        switch (progress) {
            case Progress.Starting starting -> {
                // A part is worth a line when it answers.
            }
            case Progress.Ready ready -> line(title(ready.server()) + " ready", ready.took());
            case Progress.Capturing capturing -> line("Debezium captures changes", capturing.took());
            case Progress.Died died -> deaths.accept(died);
            case Progress.Stopped stopped -> {
                // The end is told in one line.
            }
        }
        out.flush();
    }

    private void report(Progress.Died died) {
        out.printf(
                "  ✗ %s ended with exit code %d; its log is %s%n", title(died.server()), died.exitCode(), died.log());
    }

    static String title(ServerName server) {
        String title = server.title();
        return Character.toUpperCase(title.charAt(0)) + title.substring(1);
    }

    private void line(String what, Duration took) {
        out.printf(Locale.ROOT, "  ✓ %-28s %5.1f s%n", what, took.toMillis() / 1000.0);
    }
}
