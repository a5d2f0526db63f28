package dev.tributary.definition.key;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The key of a row: an integer, or a text ({@link KeyType} says which of the two it is in a table). The order is the one in which a view
 * shows its rows: integers by value; texts by their bytes, which is the order of their code points and not that of any language.
 * Immutable, as long as nobody changes the arrays that are passed on.
 */
public final class Key implements Comparable<Key> {

    private final long number;
    private final byte @Nullable [] utf8;

    private Key(long number, byte @Nullable [] utf8) {
        this.number = number;
        this.utf8 = utf8;
    }

    public static Key of(long number) {
        return new Key(number, null);
    }

    public static Key of(String text) {
        return new Key(0, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A text.
     *
     * @param utf8 taken over, not to be changed
     */
    public static Key ofUtf8(byte[] utf8) {
        return new Key(0, utf8);
    }

    public boolean isInteger() {
        return utf8 == null;
    }

    /** The value of an integer; 0 for a text. */
    public long number() {
        return number;
    }

    /**
     * The bytes of a text, not to be changed.
     *
     * @throws IllegalStateException if it is an integer
     */
    public byte[] utf8() {
        if (utf8 == null) {
            throw new IllegalStateException("the key " + number + " is an integer");
        }
        return utf8;
    }

    /** The key of a record: an integer as 8 bytes, big-endian; a text in UTF-8, not to be changed. */
    public byte[] bytes() {
        if (utf8 != null) {
            return utf8;
        }
        byte[] bytes = new byte[Long.BYTES];
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[i] = (byte) (number >>> (Long.SIZE - Byte.SIZE * (i + 1)));
        }
        return bytes;
    }

    /** Integers are less than texts. */
    @Override
    public int compareTo(Key other) {
        if (utf8 == null || other.utf8 == null) {
            return utf8 != other.utf8
                    ? Boolean.compare(utf8 != null, other.utf8 != null)
                    : Long.compare(number, other.number);
        }
        return Arrays.compareUnsigned(utf8, other.utf8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Key key && number == key.number && Arrays.equals(utf8, key.utf8);
    }

    @Override
    public int hashCode() {
        return utf8 == null ? Long.hashCode(number) : Arrays.hashCode(utf8);
    }

    /** The number or the text. */
    @Override
    public String toString() {
        return utf8 == null ? Long.toString(number) : new String(utf8, StandardCharsets.UTF_8);
    }
}
