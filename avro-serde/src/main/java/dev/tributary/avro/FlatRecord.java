package dev.tributary.avro;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The leaves of one record, found by the indexes of its {@link FlatSchema}.
 *
 * <p>The same object is filled again for the thread's next record: it is valid only until the function that it was
 * given to returns. A text stays where the payload has it until it is asked for as a string.
 *
 * <p>Asking a leaf for what it is not (a number for a text, or any value of a null) is an
 * {@link IllegalStateException}.
 */
public final class FlatRecord {

    private static final byte[] NONE = {};

    /** Less than any length of a text. */
    private static final int NULL = -1;

    private static final int NUMBER = -2;

    private byte[] bytes = NONE;

    /** For each leaf, {@link #NULL}, {@link #NUMBER} or the length of its text. */
    private final int[] lengths;

    /** For each leaf, its number or where its text starts. */
    private final long[] values;

    private final boolean[] present;

    FlatRecord(FlatSchema schema) {
        this.lengths = new int[schema.leafCount()];
        this.values = new long[schema.leafCount()];
        this.present = new boolean[schema.groupCount()];
    }

    /** Whether the leaf is null, or a record around it. */
    public boolean isNull(int leaf) {
        return lengths[leaf] == NULL;
    }

    /** Whether a nullable record is there. */
    public boolean isPresent(int group) {
        return present[group];
    }

    /**
     * The value of a long or an int; 1 for true and 0 for false; the bits of a float or a double, as {@link Float#floatToRawIntBits} and
     * {@link Double#doubleToRawLongBits} answer them.
     */
    public long getLong(int leaf) {
        if (lengths[leaf] != NUMBER) {
            throw isNot(leaf, "a number");
        }
        return values[leaf];
    }

    /** Decodes a text; what is not UTF-8 in it becomes the replacement character. */
    public String getString(int leaf) {
        return new String(bytes, start(leaf), length(leaf), StandardCharsets.UTF_8);
    }

    /** Whether a text is UTF-8, which Avro demands of a string and does not check. */
    public boolean isUtf8(int leaf) {
        return Utf8Text.isValid(bytes, start(leaf), length(leaf));
    }

    /** The value of a boolean. */
    public boolean getBoolean(int leaf) {
        return getLong(leaf) != 0;
    }

    /** The value of a float. */
    public float getFloat(int leaf) {
        return Float.intBitsToFloat((int) getLong(leaf));
    }

    /** The value of a double. */
    public double getDouble(int leaf) {
        return Double.longBitsToDouble(getLong(leaf));
    }

    /** What holds all texts, bytes and arrays, each from its {@link #start} on; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where a text, bytes or an array ({@link FlatArray#encode}) start in {@link #bytes}. */
    public int start(int leaf) {
        if (lengths[leaf] < 0) {
            throw isNot(leaf, "a text");
        }
        return (int) values[leaf];
    }

    /** How many bytes a text, bytes or an array take. */
    public int length(int leaf) {
        int length = lengths[leaf];
        if (length < 0) {
            throw isNot(leaf, "a text");
        }
        return length;
    }

    /** Whether the leaf is this text, without decoding it; null equals nothing, and so does what is not ASCII. */
    public boolean textEquals(int leaf, String ascii) {
        int length = lengths[leaf];
        if (length != ascii.length()) {
            if (length == NUMBER) {
                throw isNot(leaf, "a text");
            }
            return false;
        }
        int start = (int) values[leaf];
        for (int i = 0; i < length; i++) {
            if (bytes[start + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Makes everything null. */
    void start(byte[] texts) {
        bytes = texts;
        Arrays.fill(lengths, NULL);
        Arrays.fill(present, false);
    }

    void number(int leaf, long value) {
        lengths[leaf] = NUMBER;
        values[leaf] = value;
    }

    void text(int leaf, int start, int length) {
        lengths[leaf] = length;
        values[leaf] = start;
    }

    void enter(int group) {
        present[group] = true;
    }

    /** Texts were collected elsewhere. */
    void texts(byte[] collected) {
        bytes = collected;
    }

    /** Lets go of the payload, which may be a whole fetched batch. */
    void end() {
        bytes = NONE;
    }

    private IllegalStateException isNot(int leaf, String wanted) {
        String found = switch (lengths[leaf]) {
            case NULL -> "null";
            case NUMBER -> "a number";
            default -> "a text";
        };
        return new IllegalStateException("Leaf " + leaf + " is " + found + " and not " + wanted);
    }
}
