package dev.tributary.offheap;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A {@link CellHeap} with its indexes in a file. It is mapped, not read: pages come into memory as they are used, and a page that is
 * written becomes one of the process's own. So the file never changes.
 *
 * <pre>
 *  segments of the heap, 1 MiB each
 *  trailer: the note, the heap, the indexes
 *  int   length of the trailer
 *  int   CRC-32C of all that is before
 *  long  magic
 * </pre>
 *
 * For one thread at a time.
 */
public final class HeapFile implements AutoCloseable {

    /** Another one whenever {@link CellHeap}, {@link CellIndex} or {@link FreeCells} keep their cells in another way. */
    private static final long MAGIC = 0x7472_6962_6365_6c31L;

    private static final int FOOTER = 16;

    private final FileChannel channel;
    private final byte[] note;
    private final CellHeap heap;
    private final DataInputStream indexes;

    private HeapFile(FileChannel channel, byte[] note, CellHeap heap, DataInputStream indexes) {
        this.channel = channel;
        this.note = note;
        this.heap = heap;
        this.indexes = indexes;
    }

    /** Where a file is while it is being written; left there by a process that is killed then. */
    public static Path unfinished(Path path) {
        return path.resolveSibling(path.getFileName() + ".unfinished");
    }

    /**
     * Writes a file, in place of the one that is there.
     *
     * @param note what the caller wants to know of it; of less than 64 KiB
     * @param heap is not to be used any more
     * @param indexes all that have cells of the heap
     */
    public static void write(Path path, byte[] note, CellHeap heap, List<CellIndex> indexes) throws IOException {
        ByteArrayOutputStream trailer = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(trailer);
        out.writeShort(note.length);
        out.write(note);
        heap.save(out);
        for (CellIndex index : indexes) {
            index.save(out);
        }
        Path unfinished = unfinished(path);
        try (FileChannel channel = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            CRC32C checksum = new CRC32C();
            for (int segment = 0; segment < heap.segmentCount(); segment++) {
                append(channel, checksum, heap.segmentAt(segment));
            }
            append(channel, checksum, ByteBuffer.wrap(trailer.toByteArray()));
            append(
                    channel,
                    checksum,
                    ByteBuffer.allocate(Integer.BYTES).putInt(trailer.size()).flip());
            append(
                    channel,
                    new CRC32C(),
                    ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                            .putInt((int) checksum.getValue())
                            .putLong(MAGIC)
                            .flip());
        } catch (IOException e) {
            Files.deleteIfExists(unfinished);
            throw e;
        }
        Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void append(FileChannel channel, CRC32C checksum, ByteBuffer bytes) throws IOException {
        checksum.update(bytes.duplicate());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /**
     * Opens a file, which must be there, and reads all of it once. The heap's scratch file is beside it.
     *
     * @throws DamagedHeapFileException if it is not as it was written
     */
    public static HeapFile open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            return open(path, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static HeapFile open(Path path, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < FOOTER) {
            throw new DamagedHeapFileException(path, "it is too short");
        }
        ByteBuffer footer = ByteBuffer.wrap(read(channel, size - FOOTER, FOOTER));
        int trailerLength = footer.getInt();
        int checksum = footer.getInt();
        if (footer.getLong() != MAGIC) {
            throw new DamagedHeapFileException(path, "it does not end as such a file does");
        }
        long segmentBytes = size - FOOTER - trailerLength;
        if (trailerLength < 0 || segmentBytes <= 0 || segmentBytes % CellHeap.SEGMENT_BYTES != 0) {
            throw new DamagedHeapFileException(path, "it has another length than it says");
        }
        CRC32C actual = new CRC32C();
        List<ByteBuffer> segments = new ArrayList<>();
        for (long at = 0; at < segmentBytes; at += CellHeap.SEGMENT_BYTES) {
            ByteBuffer segment = CellHeap.mapSegment(channel, at);
            actual.update(segment.duplicate());
            segments.add(segment);
        }
        byte[] trailer = read(channel, segmentBytes, trailerLength + Integer.BYTES);
        actual.update(trailer);
        if ((int) actual.getValue() != checksum) {
            throw new DamagedHeapFileException(path, "its checksum is another one than it says");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(trailer, 0, trailerLength));
        byte[] note = in.readNBytes(in.readUnsignedShort());
        CellHeap heap = CellHeap.open(path.resolveSibling(""), segments.toArray(ByteBuffer[]::new), in);
        return new HeapFile(channel, note, heap, in);
    }

    private static byte[] read(FileChannel channel, long at, int length) throws IOException {
        byte[] bytes = new byte[length];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining() && channel.read(buffer, at + buffer.position()) >= 0) {
            // More of it.
        }
        return bytes;
    }

    public byte[] note() {
        return note;
    }

    /** The heap as it was; closed by whoever takes it. */
    public CellHeap heap() {
        return heap;
    }

    /** The next of the indexes, in the order in which they were written. */
    public CellIndex nextIndex(CellIndex.Keys keys) {
        try {
            return new CellIndex(heap, keys, indexes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Drops the memory that was written. To be called after the heap was closed, and when the file is gone or another one is in its
     * place: what was in this one is gone then.
     */
    public void release() {
        try {
            channel.truncate(0); // Of the mappings all pages are dropped, written ones included.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        close();
    }

    /** Leaves the file as it is. To be called after the heap was closed. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
