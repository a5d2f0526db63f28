package dev.tributary.offheap;

import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Cells of bytes in memory outside of the Java heap, so that the garbage collector never sees what is stored.
 *
 * <p>A cell is named by an {@code int}, never 0. Cells do not move, and hold whatever was there before until they are
 * written.
 *
 * <p>The memory is anonymous: private mappings of one scratch file of a segment's length, of which the kernel copies each page
 * that is written. So it goes to swap if memory is short, and nothing is ever written back to the file, as it would be for a shared
 * mapping. The file is unlinked as soon as it is open. (Direct buffers would be bounded by {@code -XX:MaxDirectMemorySize} and freed
 * by the garbage collector only; a private mapping loses its pages when its file is truncated.)
 *
 * <p>One heap holds up to 16 GiB. For one thread at a time, but for {@link #usedBytes} and {@link #mappedBytes}, which any thread
 * may read.
 */
public final class CellHeap implements AutoCloseable {

    /** Cells begin at multiples of this. */
    private static final int UNIT_BYTES = 4;

    private static final int UNIT_SHIFT = 2;

    /** Units in a segment, the piece by which the heap grows and which is mapped at once: 1 MiB. */
    private static final int SEGMENT_UNITS_SHIFT = 18;

    private static final int SEGMENT_UNITS = 1 << SEGMENT_UNITS_SHIFT;
    static final int SEGMENT_BYTES = SEGMENT_UNITS * UNIT_BYTES;
    private static final int SEGMENT_MASK = SEGMENT_UNITS - 1;

    /** Of each segment: the last unit is in no chunk ({@link FreeCells}). */
    private static final int CHUNK_UNITS = SEGMENT_UNITS - 1;

    private static final int MAX_SEGMENTS = 1 << (32 - SEGMENT_UNITS_SHIFT);

    /** The bit of each byte that says that a number goes on in the next. */
    private static final long CONTINUES = 0x8080808080808080L;

    private final FileChannel file;
    private final FreeCells free = new FreeCells(this);
    private ByteBuffer[] segments = new ByteBuffer[4];
    private volatile int segmentCount;
    /** The first unit that was never used, and the end of the chunks of its segment, counted from the first segment. */
    private long next;

    private long end;
    private final AtomicLong usedUnits = new AtomicLong();

    private CellHeap(FileChannel file) {
        this.file = file;
    }

    /**
     * Opens an empty heap.
     *
     * @param directory where the scratch file is, of 1 MiB; created if it is missing
     */
    public static CellHeap open(Path directory) {
        CellHeap heap = new CellHeap(scratchFile(directory));
        heap.addSegment();
        heap.next = 1; // No chunk is 0.
        return heap;
    }

    /**
     * Opens a heap with what {@link #save} wrote.
     *
     * @param segments as they were, mapped privately
     */
    static CellHeap open(Path directory, ByteBuffer[] segments, DataInput in) throws IOException {
        CellHeap heap = new CellHeap(scratchFile(directory));
        heap.segments = segments;
        heap.segmentCount = segments.length;
        try {
            heap.next = in.readLong();
            heap.end = in.readLong();
            heap.usedUnits.set(in.readLong());
            heap.free.load(in);
        } catch (IOException e) {
            heap.close();
            throw e;
        }
        heap.free.grown(segments.length, SEGMENT_UNITS);
        return heap;
    }

    /** Writes what is not in the segments. */
    void save(DataOutput out) throws IOException {
        // First: it changes the segments.
        ByteArrayOutputStream free = new ByteArrayOutputStream();
        this.free.save(new DataOutputStream(free));
        out.writeLong(next);
        out.writeLong(end);
        out.writeLong(usedUnits.get());
        out.write(free.toByteArray());
    }

    int segmentCount() {
        return segmentCount;
    }

    /** One of the pieces of memory, from its beginning to its end. */
    ByteBuffer segmentAt(int number) {
        return segments[number].duplicate().clear();
    }

    /** Maps a piece of a file as a segment; what is written to it does not come to the file. */
    static ByteBuffer mapSegment(FileChannel file, long position) throws IOException {
        return file.map(FileChannel.MapMode.PRIVATE, position, SEGMENT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static FileChannel scratchFile(Path directory) {
        try {
            Files.createDirectories(directory);
            Path path = Files.createTempFile(directory, "cells", ".scratch");
            FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            Files.delete(path);
            // Written, not just extended: a full disk is to fail here, and not later with a signal.
            ByteBuffer zeros = ByteBuffer.allocate(SEGMENT_BYTES);
            while (zeros.hasRemaining()) {
                file.write(zeros, zeros.position());
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot create a scratch file in " + directory + ": " + e.getMessage()
                            + ". If there is no room, make some and start again: nothing is lost",
                    e);
        }
    }

    /** The longest cell, in bytes. */
    public static int maxCellBytes() {
        return (CHUNK_UNITS - 1) << UNIT_SHIFT;
    }

    /** The most that a heap can map, in bytes. */
    public static long maxMappedBytes() {
        return (long) MAX_SEGMENTS * SEGMENT_BYTES;
    }

    /**
     * Allocates a cell.
     *
     * @throws CellHeapFullException if there is no memory, or the heap is at its limit; nothing has changed then
     */
    public int allocate(int bytes) {
        int units = units(bytes);
        int chunk = free.take(units);
        if (chunk == 0) {
            chunk = takeUnused(units);
        }
        usedUnits.lazySet(usedUnits.getPlain() + free.size(chunk));
        return chunk + 1;
    }

    /** Frees a cell. */
    public void free(int cell) {
        int chunk = cell - 1;
        usedUnits.lazySet(usedUnits.getPlain() - free.size(chunk));
        free.give(chunk);
    }

    /** Bytes in cells that are in use, and of what belongs to each of them. */
    public long usedBytes() {
        return usedUnits.get() << UNIT_SHIFT;
    }

    /** Bytes of memory that this heap has mapped. It does not shrink. */
    public long mappedBytes() {
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

    /** Releases the memory. The addresses follow when the garbage collector finds them unused. */
    @Override
    public void close() {
        Arrays.fill(segments, null);
        segmentCount = 0;
        usedUnits.set(0);
        try {
            file.truncate(0); // Drops the pages of the mappings, too, written ones included.
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int takeUnused(int units) {
        if (end - next < units) {
            if (free.mergeRecent()) {
                int merged = free.take(units);
                if (merged != 0) {
                    return merged;
                }
            }
            long rest = end - next;
            int restChunk = (int) next;
            addSegment();
            if (rest >= FreeCells.SMALLEST) {
                free.make(restChunk, (int) rest);
                free.give(restChunk);
            }
        }
        int chunk = (int) next;
        free.make(chunk, units);
        next += units;
        return chunk;
    }

    private void addSegment() {
        int count = segmentCount;
        if (count == MAX_SEGMENTS) {
            throw new CellHeapFullException(
                    "the state of one partition has reached its limit of 16 GiB: use more partitions", null);
        }
        if (count == segments.length) {
            segments = Arrays.copyOf(segments, segments.length * 2);
        }
        try {
            segments[count] = mapSegment(file, 0);
        } catch (IOException e) {
            throw new CellHeapFullException(
                    "cannot map more memory for the state than " + ((long) count * SEGMENT_BYTES) + " bytes: "
                            + e.getMessage() + ". Give the process more memory, or the machine more mappings"
                            + " (vm.max_map_count), and start again: nothing is lost",
                    e);
        }
        next = (long) count << SEGMENT_UNITS_SHIFT;
        end = next + CHUNK_UNITS;
        segmentCount = count + 1;
        free.grown(count + 1, SEGMENT_UNITS);
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

    /** The units of the chunk of such a cell. */
    private static int units(int bytes) {
        if (bytes <= 0 || bytes > maxCellBytes()) {
            throw new IllegalArgumentException("a cell of " + bytes + " bytes: at least 1, at most " + maxCellBytes());
        }
        return Math.max(FreeCells.SMALLEST, 1 + ((bytes + UNIT_BYTES - 1) >> UNIT_SHIFT));
    }
}
