package dev.tributary.tools;

import java.io.Console;

/** What a person reads on a terminal, if there is one. */
public final class Terminal {

    private Terminal() {}

    /** A text without control characters: what comes from a database may hold sequences of them that a terminal obeys. */
    public static String printable(String text) {
        return text.codePoints().anyMatch(Character::isISOControl) ? text.replaceAll("\\p{Cc}", "·") : text;
    }

    /** Whether standard input and output are both a terminal. */
    @SuppressWarnings("SystemConsoleNull") // it does return null on Java 21, and on 25
    public static boolean isInteractive() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // Java 22 has this method, and may return a console where there is no terminal.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
