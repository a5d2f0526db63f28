package dev.tributary.localstack;

/**
 * Which process of the stack it is.
 *
 * @param number from 1 on: tells apart several of a part
 */
public record ServerName(Part part, int number) {

    /** The only one of its part, or the first. */
    public static ServerName of(Part part) {
        return new ServerName(part, 1);
    }

    /** What people call it. */
    public String title() {
        return number == 1 ? part.title() : part.title() + " " + number;
    }

    /** What its files are called. */
    String id() {
        return number == 1 ? part.id() : part.id() + "-" + number;
    }
}
