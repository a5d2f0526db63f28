package dev.tributary.avro;

import java.io.EOFException;
import java.io.IOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.AvroTypeException;
import org.apache.avro.SystemLimitException;

/**
 * What to do with the bytes of one writer schema, from the first to the last, to get at the leaves of a
 * {@link FlatSchema}: a flat sequence of instructions, each an operation and its operands. Safe for use by several
 * threads.
 *
 * <p>It accepts what Avro's decoder accepts, and refuses what that refuses, but for one thing: a negative length of a
 * text that nobody asked for is corrupt here, and empty to Avro.
 */
final class Plan implements FlatReader {

    /** Operand: how many bytes. */
    static final int SKIP_BYTES = 0;

    static final int SKIP_INT = 1;
    static final int SKIP_LONG = 2;

    /** A length, and that many bytes. */
    static final int SKIP_TEXT = 3;

    /** Operand: the leaf, as for the next two. */
    static final int READ_INT = 4;

    static final int READ_LONG = 5;
    static final int READ_TEXT = 6;

    /** Operand: the group. */
    static final int ENTER = 7;

    /** A union of null and what follows. Operands: the index of null, and where to go on after it. */
    static final int NULLABLE = 8;

    /** Any union. Operands: how many branches, and where each of them starts. */
    static final int BRANCH = 9;

    /** Operand: where to go on. */
    static final int JUMP = 10;

    /** An array or a map, its elements to be skipped by what follows. Operand: where that ends. */
    static final int SKIP_BLOCKS = 11;

    /** What Avro could not resolve, and a record now holds. Operand: which refusal. */
    static final int REFUSE = 12;

    /** Operand: the leaf, as for the next two. */
    static final int READ_BOOLEAN = 13;

    static final int READ_FLOAT = 14;
    static final int READ_DOUBLE = 15;

    private final int[] code;
    private final String[] refusals;

    Plan(int[] code, String[] refusals) {
        this.code = code;
        this.refusals = refusals;
    }

    @Override
    public void read(byte[] bytes, int start, int end, FlatRecord into) throws IOException {
        if (readNext(bytes, start, end, into) != end) {
            throw new BytesLeftException();
        }
    }

    /** Reads one of several records that follow each other, and returns the position after it. */
    int readNext(byte[] bytes, int start, int limit, FlatRecord into) throws IOException {
        into.start(bytes);
        return run(0, code.length, bytes, start, limit, into);
    }

    /** Runs a part of the code on what starts at a position, and returns the position after it. */
    private int run(int from, int to, byte[] bytes, int start, int limit, FlatRecord into) throws IOException {
        int at = from;
        int position = start;
        while (at < to) {
            switch (code[at]) {
                case SKIP_BYTES -> {
                    position = skip(position, code[at + 1], limit);
                    at += 2;
                }
                case SKIP_INT -> {
                    position = Varint.end(bytes, position, limit, Varint.INT_BYTES);
                    at++;
                }
                case SKIP_LONG -> {
                    position = Varint.end(bytes, position, limit, Varint.LONG_BYTES);
                    at++;
                }
                case SKIP_TEXT -> {
                    int content = Varint.end(bytes, position, limit, Varint.LONG_BYTES);
                    position = skip(content, Varint.longAt(bytes, position, content), limit);
                    at++;
                }
                case READ_INT -> {
                    int end = Varint.end(bytes, position, limit, Varint.INT_BYTES);
                    into.number(code[at + 1], Varint.intAt(bytes, position, end));
                    position = end;
                    at += 2;
                }
                case READ_LONG -> {
                    int end = Varint.end(bytes, position, limit, Varint.LONG_BYTES);
                    into.number(code[at + 1], Varint.longAt(bytes, position, end));
                    position = end;
                    at += 2;
                }
                case READ_TEXT -> {
                    int content = Varint.end(bytes, position, limit, Varint.LONG_BYTES);
                    int length = SystemLimitException.checkMaxStringLength(Varint.longAt(bytes, position, content));
                    position = skip(content, length, limit);
                    into.text(code[at + 1], content, length);
                    at += 2;
                }
                case READ_BOOLEAN -> {
                    int end = skip(position, 1, limit);
                    into.number(code[at + 1], bytes[position] == 1 ? 1 : 0);
                    position = end;
                    at += 2;
                }
                case READ_FLOAT -> {
                    int end = skip(position, Float.BYTES, limit);
                    into.number(code[at + 1], littleEndian(bytes, position, Float.BYTES));
                    position = end;
                    at += 2;
                }
                case READ_DOUBLE -> {
                    int end = skip(position, Double.BYTES, limit);
                    into.number(code[at + 1], littleEndian(bytes, position, Double.BYTES));
                    position = end;
                    at += 2;
                }
                case ENTER -> {
                    into.enter(code[at + 1]);
                    at += 2;
                }
                case NULLABLE -> {
                    int end = Varint.end(bytes, position, limit, Varint.INT_BYTES);
                    int branch = branch(Varint.intAt(bytes, position, end), 2);
                    position = end;
                    at = branch == code[at + 1] ? code[at + 2] : at + 3;
                }
                case BRANCH -> {
                    int end = Varint.end(bytes, position, limit, Varint.INT_BYTES);
                    int branch = branch(Varint.intAt(bytes, position, end), code[at + 1]);
                    position = end;
                    at = code[at + 2 + branch];
                }
                case JUMP -> at = code[at + 1];
                case SKIP_BLOCKS -> {
                    position = skipBlocks(at + 2, code[at + 1], bytes, position, limit, into);
                    at = code[at + 1];
                }
                case REFUSE -> throw new AvroTypeException(refusals[code[at + 1]]);
                default -> throw new IllegalStateException("There is no operation " + code[at]);
            }
        }
        return position;
    }

    /** Every element takes a byte at least, and so does every block: a count costs no more than the payload is long. */
    private int skipBlocks(int from, int to, byte[] bytes, int start, int limit, FlatRecord into) throws IOException {
        int position = start;
        long total = 0;
        while (true) {
            int end = Varint.end(bytes, position, limit, Varint.LONG_BYTES);
            long count = Varint.longAt(bytes, position, end);
            position = end;
            if (count == 0) {
                return position;
            }
            if (count > 0) {
                total = SystemLimitException.checkMaxCollectionLength(total, count);
                for (long element = 0; element < count; element++) {
                    position = run(from, to, bytes, position, limit, into);
                }
            } else if (count == Long.MIN_VALUE) {
                throw new AvroRuntimeException("Malformed data. Block count is invalid: " + count);
            } else {
                // How many bytes such a block takes is said, so that its elements need not be looked at.
                int content = Varint.end(bytes, position, limit, Varint.LONG_BYTES);
                position = skip(content, Varint.longAt(bytes, position, content), limit);
            }
        }
    }

    /** The last byte is the highest, with the sign. */
    private static long littleEndian(byte[] bytes, int from, int length) {
        long bits = bytes[from + length - 1];
        for (int i = length - 2; i >= 0; i--) {
            bits = bits << Byte.SIZE | (bytes[from + i] & 0xff);
        }
        return bits;
    }

    private static int skip(int position, long length, int limit) throws IOException {
        if (length < 0) {
            throw new AvroRuntimeException("Malformed data. Length is negative: " + length);
        }
        if (length > limit - position) {
            throw new EOFException("Expected " + length + " bytes, and only " + (limit - position) + " are left");
        }
        return position + (int) length;
    }

    private static int branch(int index, int count) {
        if (index < 0 || index >= count) {
            throw new AvroTypeException(
                    "Union branch index out of range: must be in [0, " + count + "), but received " + index);
        }
        return index;
    }
}
