package dev.tributary.definition;

/** The text of a file, without a byte order mark, and where its characters are. */
final class SourceText {

    private static final char BYTE_ORDER_MARK = '\ufeff';

    private final String text;

    SourceText(String content) {
        this.text = content.indexOf(BYTE_ORDER_MARK) == 0 ? content.substring(1) : content;
    }

    String text() {
        return text;
    }

    /** A line ends with LF, CR LF or CR. */
    Position position(int offset) {
        int line = 1;
        int start = 0;
        for (int i = 0; i < offset; i++) {
            char character = text.charAt(i);
            boolean isHalfOfAnEnd = character == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
            if (character == '\n' || (character == '\r' && !isHalfOfAnEnd)) {
                line++;
                start = i + 1;
            }
        }
        return new Position(line, text.codePointCount(start, offset) + 1);
    }
}
