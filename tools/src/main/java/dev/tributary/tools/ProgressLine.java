package dev.tributary.tools;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What a command is doing, on standard error: one line that is rewritten on a terminal; elsewhere a line
 * when the text changes, but at most every few seconds.
 */
public final class ProgressLine {

    private static final Duration PAUSE_BETWEEN_LINES = Duration.ofSeconds(5);

    private final PrintWriter err;
    private final boolean terminal;
    private final LongSupplier nanoTime;
    private String shown = "";
    private long shownAt;

    public ProgressLine(PrintWriter err) {
        this(err, Terminal.isInteractive(), System::nanoTime);
    }

    ProgressLine(PrintWriter err, boolean terminal, LongSupplier nanoTime) {
        this.err = err;
        this.terminal = terminal;
        this.nanoTime = nanoTime;
    }

    public synchronized void update(String text) {
        if (text.equals(shown)) {
            return;
        }
        long now = nanoTime.getAsLong();
        if (terminal) {
            err.print("\r\u001b[2K" + text);
            err.flush();
        } else if (shown.isEmpty() || now - shownAt >= PAUSE_BETWEEN_LINES.toNanos()) {
            err.println(text);
        } else {
            return;
        }
        shown = text;
        shownAt = now;
    }

    /** A line that stays. */
    public synchronized void note(String text) {
        clear();
        err.println(text);
    }

    /** Takes the line away, so that a result can be printed. */
    public synchronized void clear() {
        if (terminal && !shown.isEmpty()) {
            err.print("\r\u001b[2K");
            err.flush();
        }
        shown = "";
    }
}
