package dev.tributary.localstack.demo;

import dev.tributary.tools.Terminal;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** The pipeline at work: a block that is redrawn on a terminal, and elsewhere a line every few seconds. */
final class LiveView {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private final PrintWriter out;
    private final boolean terminal;
    private int drawn;

    LiveView(PrintWriter out) {
        this.out = out;
        this.terminal = Terminal.isInteractive();
    }

    /** How often to call {@link #show}. */
    Duration interval() {
        return terminal ? Duration.ofSeconds(1) : BETWEEN_LINES;
    }

    /** A line that stays, above the figures. */
    synchronized void note(String text) {
        if (terminal && drawn > 0) {
            out.print("\u001b[" + drawn + "A\u001b[J");
            drawn = 0;
        }
        out.println(text);
        out.flush();
    }

    synchronized void show(Duration running, OptionalLong committedPerSecond, Sample sample, OptionalLong lag) {
        String figures = figures(
                clock(running),
                committedPerSecond.isPresent() ? Long.toString(committedPerSecond.getAsLong()) : "–",
                Long.toString(sample.capturedPerSecond()),
                Long.toString(sample.enrichedPerSecond()),
                lag.isPresent() ? Long.toString(lag.getAsLong()) : "?",
                sample.latency().count() == 0 ? "–" : sample.latency().p50() + " ms",
                sample.latency().count() == 0 ? "–" : sample.latency().p99() + " ms");
        if (terminal) {
            redraw(figures, sample.latest());
        } else {
            if (drawn++ == 0) {
                out.println(headings());
            }
            out.println(figures);
            if (!sample.latest().isEmpty()) {
                out.println("             " + sample.latest().getLast());
            }
        }
        out.flush();
    }

    private void redraw(String figures, List<String> latest) {
        List<String> lines = new ArrayList<>();
        lines.add(headings());
        lines.add(figures);
        lines.add("");
        latest.forEach(line -> lines.add("   " + line));
        if (drawn > 0) {
            out.print("\u001b[" + drawn + "A\u001b[J");
        }
        lines.forEach(out::println);
        drawn = lines.size();
    }

    private static String headings() {
        return figures("time", "committed/s", "captured/s", "enriched/s", "lag", "p50", "p99");
    }

    private static String figures(Object... columns) {
        return String.format(Locale.ROOT, "%10s %14s %14s %14s %8s %9s %9s", columns);
    }

    private static String clock(Duration running) {
        return String.format(Locale.ROOT, "%02d:%02d", running.toMinutes(), running.toSecondsPart());
    }
}
