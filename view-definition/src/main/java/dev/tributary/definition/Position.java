package dev.tributary.definition;

/**
 * Where something is in the text of a definition.
 *
 * @param line from 1
 * @param column from 1, in characters (code points) of the line
 */
public record Position(int line, int column) implements Comparable<Position> {

    public static final Position START = new Position(1, 1);

    @Override
    public int compareTo(Position other) {
        return line != other.line ? Integer.compare(line, other.line) : Integer.compare(column, other.column);
    }

    @Override
    public String toString() {
        return line + ":" + column;
    }
}
