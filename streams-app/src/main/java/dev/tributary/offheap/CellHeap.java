package dev.tributary.offheap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Cells of bytes in a file that is mapped into memory. The kernel keeps what is used in memory and writes the rest out when
 * memory is short, so the Java heap and the garbage collector never see what is stored.
 *
 * <p>A cell is named by an {@code int}, never 0. The heap does not know how long a cell is; whoever frees it says so.
 * Cells do not move, and hold whatever was there before until they are written.
 *
 * <p>The file is scratch: it is unlinked as soon as it is open, and what is in it ends with the process. One heap holds up
 * to 16 GiB. For one thread at a time.
 */
public final class CellHeap implements AutoCloseable {

    /** Cells begin at multiples of this. */
    private static final int UNIT_BYTES = 4;

    private static final int UNIT_SHIFT = 2;

    /** Units in a segment, the piece by which the file grows and which is mapped at once: 1 MiB. */
    private static final int SEGMENT_UNITS_SHIFT = 18;

    private static final int SEGMENT_UNITS = 1 << SEGMENT_UNITS_SHIFT;
    private static final int SEGMENT_BYTES = SEGMENT_UNITS * UNIT_BYTES;
    private static final int SEGMENT_MASK = SEGMENT_UNITS - 1;
    private static final int MAX_SEGMENTS = 1 << (32 - SEGMENT_UNITS_SHIFT);

    /** The bit of each byte that says that a number goes on in the next. */
    private static final long CONTINUES = 0x8080808080808080L;

    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(1 << 16).asReadOnlyBuffer();

    private final Path directory;
    private final FileChannel file;
    private final FreeCells free = new FreeCells(this);
    private ByteBuffer[] segments = new ByteBuffer[4];
    private int segmentCount;
    /** The first unit that was never used, and the end of its segment, counted from the file's beginning. */
    private long next;

    private long end;
    private long usedUnits;

    private CellHeap(Path directory, FileChannel file) {
        this.directory = directory;
        this.file = file;
    }

    /** Opens an empty heap, whose file lives in the given directory, which is made if it is missing. */
    public static CellHeap open(Path directory) {
        try {
            Files.createDirectories(directory);
            Path path = Files.createTempFile(directory, "cells", ".scratch");
            FileChannel file = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
            Files.delete(path);
            CellHeap heap = new CellHeap(directory, file);
            heap.addSegment();
            heap.next = 1; // No cell is 0.
            return heap;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a scratch file in " + directory + ": " + e.getMessage(), e);
        }
    }

    /** The longest cell, in bytes. */
    public static int maxCellBytes() {
        return SEGMENT_BYTES;
    }

    /**
     * Makes a cell.
     *
     * @throws CellHeapFullException if there is no room, on the disk or in the heap; nothing has changed then
     */
    public int allocate(int bytes) {
        int units = FreeCells.capacity(units(bytes));
        int cell = free.take(units);
        if (cell == 0) {
            cell = bump(units);
        }
        usedUnits += units;
        return cell;
    }

    /**
     * Takes a cell back.
     *
     * @param bytes what it was allocated with
     */
    public void free(int cell, int bytes) {
        int units = FreeCells.capacity(units(bytes));
        usedUnits -= units;
        free.give(cell, units);
    }

    /** Bytes in cells that are in use. */
    public long usedBytes() {
        return usedUnits << UNIT_SHIFT;
    }

    /** Bytes of the file. */
    public long fileBytes() {
        return (long) segmentCount * SEGMENT_BYTES;
    }

    public byte getByte(int cell, int offset) {
        return segment(cell).get(at(cell) + offset);
    }

    public void putByte(int cell, int offset, byte value) {
        segment(cell).put(at(cell) + offset, value);
    }

    public int getInt(int cell, int offset) {
        return segment(cell).getInt(at(cell) + offset);
    }

    public void putInt(int cell, int offset, int value) {
        segment(cell).putInt(at(cell) + offset, value);
    }

    public long getLong(int cell, int offset) {
        return segment(cell).getLong(at(cell) + offset);
    }

    public void putLong(int cell, int offset, long value) {
        segment(cell).putLong(at(cell) + offset, value);
    }

    /** A number as Avro encodes a {@code long}: seven bits a byte, the lowest first, zigzag. */
    public long getVarLong(int cell, int offset) {
        ByteBuffer segment = segment(cell);
        int at = at(cell) + offset;
        long word = wordAt(segment, at);
        long ends = ~word & CONTINUES;
        long bits = ends == 0 ? longVarint(segment, at) : joinSevens(word & (ends ^ (ends - 1)));
        return (bits >>> 1) ^ -(bits & 1);
    }

    /** How many bytes {@link #getVarLong} reads there. */
    public int varLongBytes(int cell, int offset) {
        ByteBuffer segment = segment(cell);
        int at = at(cell) + offset;
        long ends = ~wordAt(segment, at) & CONTINUES;
        if (ends != 0) {
            return (Long.numberOfTrailingZeros(ends) >>> 3) + 1;
        }
        return segment.get(at + Long.BYTES) < 0 ? Long.BYTES + 2 : Long.BYTES + 1;
    }

    /** Copies bytes out of a cell. */
    public void read(int cell, int offset, byte[] to, int toOffset, int length) {
        segment(cell).get(at(cell) + offset, to, toOffset, length);
    }

    /** Copies bytes into a cell. */
    public void write(int cell, int offset, byte[] from, int fromOffset, int length) {
        segment(cell).put(at(cell) + offset, from, fromOffset, length);
    }

    /** Whether a part of a cell holds exactly these bytes. */
    public boolean equals(int cell, int offset, byte[] other, int otherOffset, int length) {
        ByteBuffer here = segment(cell).slice(at(cell) + offset, length);
        return here.equals(ByteBuffer.wrap(other, otherOffset, length));
    }

    /** Gives the file's space back. Addresses follow when the garbage collector finds them unused. */
    @Override
    public void close() {
        Arrays.fill(segments, null);
        segmentCount = 0;
        try {
            file.truncate(0); // It is unlinked, but as long as it is mapped its space is taken.
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int bump(int units) {
        if (end - next < units) {
            if (segmentCount == MAX_SEGMENTS) {
                throw new CellHeapFullException(
                        "the state of one partition has reached its limit of 16 GiB: use more partitions", null);
            }
            long rest = end - next;
            int restCell = (int) next;
            addSegment();
            free.giveRest(restCell, (int) rest);
        }
        int cell = (int) next;
        next += units;
        return cell;
    }

    private void addSegment() {
        if (segmentCount == segments.length) {
            segments = Arrays.copyOf(segments, segments.length * 2);
        }
        long position = (long) segmentCount * SEGMENT_BYTES;
        try {
            // Written, not just mapped: a full disk is to fail here, and not later with a signal.
            ByteBuffer zeros = ZEROS.duplicate();
            for (long at = position; at < position + SEGMENT_BYTES; at += zeros.capacity()) {
                zeros.clear();
                while (zeros.hasRemaining()) {
                    file.write(zeros, at + zeros.position());
                }
            }
            segments[segmentCount] = file.map(FileChannel.MapMode.READ_WRITE, position, SEGMENT_BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new CellHeapFullException(
                    "cannot grow the state in " + directory + " beyond " + position + " bytes: " + e.getMessage()
                            + ". If there is no room, make some and start again: nothing is lost",
                    e);
        }
        next = (long) segmentCount << SEGMENT_UNITS_SHIFT;
        end = next + SEGMENT_UNITS;
        segmentCount++;
    }

    /** Eight bytes, the first the lowest: more than the cell may have, zeros beyond the segment. */
    private static long wordAt(ByteBuffer segment, int at) {
        int beyond = at - (SEGMENT_BYTES - Long.BYTES);
        return beyond <= 0 ? segment.getLong(at) : segment.getLong(at - beyond) >>> (beyond * Byte.SIZE);
    }

    /** Puts the lower seven bits of each byte side by side: pairs first, then pairs of these, then both halves. */
    private static long joinSevens(long bytes) {
        long sevens = bytes & 0x7f7f7f7f7f7f7f7fL;
        long pairs = (sevens & 0x007f007f007f007fL) | (sevens & 0x7f007f007f007f00L) >>> 1;
        long fours = (pairs & 0x00003fff00003fffL) | (pairs & 0x3fff00003fff0000L) >>> 2;
        return (fours & 0x000000000fffffffL) | (fours & 0x0fffffff00000000L) >>> 4;
    }

    /** A number of more than eight bytes. */
    private static long longVarint(ByteBuffer segment, int at) {
        long bits = joinSevens(segment.getLong(at)) | (segment.get(at + Long.BYTES) & 0x7fL) << 56;
        return segment.get(at + Long.BYTES) < 0 ? bits | (long) segment.get(at + Long.BYTES + 1) << 63 : bits;
    }

    private ByteBuffer segment(int cell) {
        return segments[cell >>> SEGMENT_UNITS_SHIFT];
    }

    private static int at(int cell) {
        return (cell & SEGMENT_MASK) << UNIT_SHIFT;
    }

    private static int units(int bytes) {
        if (bytes <= 0 || bytes > SEGMENT_BYTES) {
            throw new IllegalArgumentException("a cell of " + bytes + " bytes: at least 1, at most " + SEGMENT_BYTES);
        }
        return (bytes + UNIT_BYTES - 1) >> UNIT_SHIFT;
    }
}
