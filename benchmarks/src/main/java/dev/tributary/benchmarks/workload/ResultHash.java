package dev.tributary.benchmarks.workload;

import org.jspecify.annotations.Nullable;

/** One result in 64 bits: all columns of the order and of the rows that it refers to. Never 0, which stands for no row. */
public final class ResultHash {

    private static final long NULL = 0x9e3779b97f4a7c15L;

    private long hash = 0x243f6a8885a308d3L;

    public ResultHash add(long value) {
        long mixed = (hash ^ value) * 0xbf58476d1ce4e5b9L;
        hash = mixed ^ (mixed >>> 31);
        return this;
    }

    /** Adds a column: an Integer, which is the same as a Long, a Double, a String or null. */
    public ResultHash add(@Nullable Object value) {
        return switch (value) {
            case null -> add(NULL);
            case Integer number -> add(number.longValue());
            case Long number -> add(number.longValue());
            case Double number -> add(Double.doubleToLongBits(number));
            case String text -> add(characters(text));
            default -> throw new IllegalArgumentException("no column has a " + value.getClass());
        };
    }

    private static long characters(String text) {
        long characters = text.length();
        for (int i = 0; i < text.length(); i++) {
            characters = characters * 0x100000001b3L + text.charAt(i);
        }
        return characters;
    }

    public long value() {
        return hash == 0 ? 1 : hash;
    }
}
