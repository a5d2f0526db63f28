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
 * A {@link CellHeap} with its indexes in a file, from a clean stop to the next start. It is mapped, not read: pages come into memory
 * as they are used, and a page that is written becomes one of the process's own. So the file never changes. Whoever begins to
 * change the heap deletes the file before ({@link #delete}); after a crash there is none.
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

    private static final long MAGIC = 0x7472_6962_6365_6c31L;
    private static final int FOOTER = 16;

    private final Path path;
    private final FileChannel channel;
    private final byte[] note;
    private final CellHeap heap;
    private final DataInputStream indexes;
    private boolean deleted;

    private HeapFile(Path path, FileChannel channel, byte[] note, CellHeap heap, DataInputStream indexes) {
        this.path = path;
        this.channel = channel;
        this.note = note;
        this.heap = heap;
        this.indexes = indexes;
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
        out.writeInt(heap.segmentCount());
        heap.save(out);
        for (CellIndex index : indexes) {
            index.save(out);
        }
        Path unfinished = path.resolveSibling(path.getFileName() + ".unfinished");
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
     * Opens a file, which must be there, and reads all of it once.
     *
     * @param scratch where the heap's scratch file is
     * @throws DamagedHeapFileException if it is not as it was written
     */
    public static HeapFile open(Path path, Path scratch) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            return open(path, channel, scratch);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static HeapFile open(Path path, FileChannel channel, Path scratch) throws IOException {
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
        if (trailerLength < 0 || segmentBytes < 0 || segmentBytes % CellHeap.SEGMENT_BYTES != 0) {
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
        if (in.readInt() != segments.size()) {
            throw new DamagedHeapFileException(path, "it has another number of segments than it says");
        }
        CellHeap heap = CellHeap.open(scratch, segments.toArray(ByteBuffer[]::new), in);
        return new HeapFile(path, channel, note, heap, in);
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

    /** To be called before the heap is changed. The memory stays. */
    public void delete() {
        if (!deleted) {
            try {
                Files.delete(path);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot delete " + path + ": " + e.getMessage(), e);
            }
            deleted = true;
        }
    }

    /** To be called after the heap was closed. */
    @Override
    public void close() {
        try {
            if (deleted) {
                channel.truncate(0); // Drops the pages of the mappings, too, written ones included.
            }
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
