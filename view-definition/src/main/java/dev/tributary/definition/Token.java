package dev.tributary.definition;

/**
 * A word or symbol of a text.
 *
 * @param text of a keyword in upper case; of a name as PostgreSQL has it; of others as written
 * @param start offset of its first character, in the text
 */
record Token(Kind kind, String text, Position at, int start) {

    enum Kind {
        /** A word that cannot be a name where it stands. */
        KEYWORD,
        /** A name, quoted or not. */
        NAME,
        /** A number, a string or a parameter. */
        CONSTANT,
        SYMBOL,
        /** The end of the text. */
        END
    }

    boolean isKeyword(String word) {
        return kind == Kind.KEYWORD && text.equals(word);
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isName() {
        return kind == Kind.NAME;
    }

    Name name() {
        return new Name(text, at);
    }

    boolean isSame(Token other) {
        return kind == other.kind && text.equals(other.text);
    }

    /** For a message. */
    String described() {
        return kind == Kind.END ? "the end of the text" : "\"" + text + "\"";
    }
}
