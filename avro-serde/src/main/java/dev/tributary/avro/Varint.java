package dev.tributary.avro;

import java.io.EOFException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.apache.avro.InvalidNumberEncodingException;

/**
 * Avro's numbers of variable length: seven bits a byte, the lowest first, the highest bit set in all bytes but the last.
 *
 * <p>Where eight bytes are there they are looked at as one word, without a branch for each of them: the length of a
 * number differs from record to record, and a branch that is guessed wrong costs more than the whole number.
 */
public final class Varint {

    static final int INT_BYTES = 5;
    public static final int LONG_BYTES = 10;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MORE = 0x8080_8080_8080_8080L;

    private Varint() {}

    /**
     * Where the number that starts at a position ends.
     *
     * @param most bytes that it may take
     * @throws EOFException if it does not end before {@code limit}
     * @throws InvalidNumberEncodingException if it takes more bytes than it may
     */
    public static int end(byte[] bytes, int position, int limit, int most) throws IOException {
        if (position < limit && bytes[position] >= 0) {
            return position + 1;
        }
        return endOfLonger(bytes, position, limit, most);
    }

    private static int endOfLonger(byte[] bytes, int position, int limit, int most) throws IOException {
        if (limit - position >= Long.BYTES) {
            long last = ~(long) WORD.get(bytes, position) & MORE;
            int length = (Long.numberOfTrailingZeros(last) >>> 3) + 1;
            if (length <= Math.min(most, Long.BYTES)) {
                return position + length;
            }
        }
        for (int length = 1; length <= most; length++) {
            if (position + length > limit) {
                throw new EOFException("A number is cut off by the end of the payload");
            }
            if (bytes[position + length - 1] >= 0) {
                return position + length;
            }
        }
        throw new InvalidNumberEncodingException("A number takes more than " + most + " bytes");
    }

    /** The number between two positions, the second of them from {@link #end}. */
    public static long longAt(byte[] bytes, int position, int end) {
        long raw = bits(bytes, position, end);
        return (raw >>> 1) ^ -(raw & 1);
    }

    /** As {@link #longAt}; bits that do not fit are dropped, as Avro does. */
    static int intAt(byte[] bytes, int position, int end) {
        int raw = (int) bits(bytes, position, end);
        return (raw >>> 1) ^ -(raw & 1);
    }

    private static long bits(byte[] bytes, int position, int end) {
        int length = end - position;
        if (length == 1) {
            return bytes[position];
        }
        if (length > Long.BYTES || bytes.length - position < Long.BYTES) {
            return bitsOneByOne(bytes, position, end);
        }
        long word = (long) WORD.get(bytes, position) & ~MORE & (-1L >>> (Long.SIZE - Byte.SIZE * length));
        // Closes the gaps between groups of 7 bits, then of 14, then of 28.
        word = (word & 0x007f_007f_007f_007fL) | ((word & 0x7f00_7f00_7f00_7f00L) >>> 1);
        word = (word & 0x0000_3fff_0000_3fffL) | ((word & 0x3fff_0000_3fff_0000L) >>> 2);
        return (word & 0x0000_0000_0fff_ffffL) | ((word & 0x0fff_ffff_0000_0000L) >>> 4);
    }

    private static long bitsOneByOne(byte[] bytes, int position, int end) {
        long bits = 0;
        for (int i = position, shift = 0; i < end; i++, shift += 7) {
            bits |= (bytes[i] & 0x7fL) << shift;
        }
        return bits;
    }
}
