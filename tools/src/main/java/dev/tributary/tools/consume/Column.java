package dev.tributary.tools.consume;

import dev.tributary.tools.Terminal;

/** A column of a table whose rows are printed before the next one is known, so that its width is chosen in advance. */
record Column(String title, int width, boolean rightAligned) {

    static Column left(String title, int width) {
        return new Column(title, width, false);
    }

    static Column right(String title, int width) {
        return new Column(title, width, true);
    }

    /** Exactly as wide as the column, unless it is a number that does not fit. */
    String cell(String text) {
        String safe = Terminal.printable(text);
        int length = safe.codePointCount(0, safe.length());
        if (length > width) {
            return rightAligned ? safe : safe.substring(0, safe.offsetByCodePoints(0, width - 1)) + "…";
        }
        String padding = " ".repeat(width - length);
        return rightAligned ? padding + safe : safe + padding;
    }
}
