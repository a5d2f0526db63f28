package dev.tributary.definition;

/** The query of a definition within the text of its file. */
final class QueryText {

    private final SourceText source;
    private final int start;
    private final int end;

    QueryText(SourceText source, int start, int end) {
        this.source = source;
        this.start = start;
        this.end = end;
    }

    /** Without the final semicolon. */
    String sql() {
        return source.text().substring(start, end);
    }

    /**
     * @param character of the query, from 1, in code points, as PostgreSQL counts
     */
    Position position(int character) {
        int last = source.text().codePointCount(start, end);
        int codePoints = Math.clamp(character - 1L, 0, last);
        return source.position(source.text().offsetByCodePoints(start, codePoints));
    }
}
