package dev.tributary.definition;

/**
 * A name as PostgreSQL has it: without quotes, in lower case if it was written without them.
 *
 * @param at where it is written
 */
public record Name(String text, Position at) {

    public boolean is(Name other) {
        return text.equals(other.text);
    }

    /** As SQL, whatever characters are in it. */
    public String quoted() {
        return quoted(text);
    }

    /** A name as SQL, whatever characters are in it. */
    public static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public String toString() {
        return text;
    }
}
