package dev.tributary.tools.connectors;

/** The two lines of a Java stack trace that say what happened: what failed, and the root of it. */
final class FailureTrace {

    private static final String CAUSE = "Caused by: ";
    private static final int LONGEST_LINE = 500;

    private FailureTrace() {}

    static String summarize(String trace) {
        String first = "";
        String root = "";
        for (String line : trace.lines().toList()) {
            if (first.isEmpty()) {
                first = line.strip();
            }
            if (line.startsWith(CAUSE)) {
                root = line.substring(CAUSE.length()).strip();
            }
        }
        if (first.isEmpty()) {
            return "the worker gives no reason; see its log";
        }
        return root.isEmpty() ? shorten(first) : shorten(first) + " — caused by: " + shorten(root);
    }

    private static String shorten(String line) {
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…";
    }
}
