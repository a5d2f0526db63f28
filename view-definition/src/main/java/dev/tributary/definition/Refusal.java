package dev.tributary.definition;

/**
 * Something in a definition that cannot be a view.
 *
 * @param at what it is about
 * @param problem what is wrong, and why where that is not obvious
 * @param remedy what to write or to do instead
 */
public record Refusal(Position at, String problem, String remedy) {

    /** As a compiler prints it. */
    public String in(String file) {
        return file + ":" + at + ": " + message();
    }

    public String message() {
        return problem + "; " + remedy;
    }
}
