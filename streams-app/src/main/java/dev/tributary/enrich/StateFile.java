package dev.tributary.enrich;

import dev.tributary.offheap.CellHeap;
import dev.tributary.offheap.CellIndex;
import dev.tributary.offheap.DamagedHeapFileException;
import dev.tributary.offheap.HeapFile;
import dev.tributary.topics.DescribedTopic;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The heap of a store of the join, and the file that it is in while the process is away: the cells as they were at the last clean
 * stop, and the offset that they are at in each partition of the topic that they come from. What is newer is read from there. A file
 * that cannot be used is deleted, with the reason in the log, and all is read from the topic: one that is incomplete or damaged, of
 * another format, of another topic, or so old that the topic may have forgotten deletions.
 *
 * <p>For one thread at a time.
 */
final class StateFile {

    private static final Logger log = LoggerFactory.getLogger(StateFile.class);

    private final JoinMemory memory;
    private final Path path;
    private final int format;
    private final long view;
    private final DescribedTopic topic;
    private final InstantSource clock;
    private CellHeap heap;
    private @Nullable HeapFile found;
    private boolean unusable;
    private List<Long> offsets;
    private Instant complete;

    /**
     * @param memory counts the heap
     * @param format of the cells; one for each kind of store, and another one whenever they change
     * @param view another number for another view: rows lie in the cells as its results carry them
     * @param partitions of the topic that the store is of
     */
    @SuppressWarnings("NullAway.Init") // open() is called before anything else
    StateFile(
            JoinMemory memory,
            Path path,
            int format,
            long view,
            int partitions,
            DescribedTopic topic,
            InstantSource clock) {
        this.memory = memory;
        this.path = path;
        this.format = format;
        this.view = view;
        this.topic = topic;
        this.clock = clock;
        this.offsets = Collections.nCopies(partitions, 0L);
        this.complete = clock.instant();
    }

    /**
     * Opens the heap, once: as the file has it, or empty.
     *
     * @throws UncheckedIOException if it cannot be said whether the file can be used
     */
    CellHeap open() {
        Path unfinished = HeapFile.unfinished(path);
        boolean exists = Files.exists(path) || Files.exists(unfinished);
        delete(unfinished);
        if (Files.exists(path)) {
            openFile();
        }
        @Nullable HeapFile opened = found;
        unusable = exists && opened == null;
        heap = opened == null ? memory.open(path.resolveSibling("")) : memory.add(opened.heap());
        return heap;
    }

    private void openFile() {
        long start = System.nanoTime();
        try {
            HeapFile cells = HeapFile.open(path);
            DataInputStream note = new DataInputStream(new ByteArrayInputStream(cells.note()));
            Optional<String> objection = objection(note);
            if (objection.isEmpty()) {
                List<Long> written = new ArrayList<>();
                while (written.size() < offsets.size()) {
                    written.add(note.readLong());
                }
                offsets = written;
                found = cells;
                log.info("{} is complete, {} MB, read in {} ms", path, Files.size(path) >> 20, millisSince(start));
                return;
            }
            cells.heap().close();
            cells.close();
            log.info("{} is not used: it {}. The state is read from the topic", path, objection.get());
        } catch (DamagedHeapFileException e) {
            log.warn("{} is not used: {}. The state is read from the topic", path, e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open " + path + ": " + e.getMessage(), e);
        }
        delete(path);
    }

    /** Why the file cannot be used; if it can, {@link #complete} is what it says. */
    private Optional<String> objection(DataInputStream note) throws IOException {
        if (note.readInt() != format || note.readLong() != view) {
            return Optional.of("is in the format of another version, or of another view");
        }
        if (!note.readUTF().equals(topic.id().toString())) {
            return Optional.of("is of another topic, which was deleted");
        }
        int partitions = note.readInt();
        if (partitions != offsets.size()) {
            return Optional.of("is of " + partitions + " partitions, and there are " + offsets.size());
        }
        Instant written = Instant.ofEpochMilli(note.readLong());
        if (!topic.hasDeletionsSince(written, clock.instant())) {
            return Optional.of(
                    "was complete at " + written + ", and the topic keeps deletions for " + topic.deletionsKept());
        }
        complete = written;
        return Optional.empty();
    }

    /** An index as the file has it, or an empty one; in the order in which {@link #closeAndWrite} is given them. */
    CellIndex index(CellIndex.Keys keys) {
        return found == null ? new CellIndex(heap, keys) : found.nextIndex(keys);
    }

    /** Of what comes next, by partition: 0 if the heap is empty. */
    List<Long> offsets() {
        return offsets;
    }

    /** Whether there was a file, or what is left of one that was not finished, and the heap is empty all the same. */
    boolean wasUnusable() {
        return unusable;
    }

    /** Everything is here that is in the topic now: what is deleted from now on is still to be read when the file is used. */
    void noteComplete() {
        complete = clock.instant();
    }

    /**
     * Writes the file, and closes the heap. If it cannot be written there is none, with the reason in the log.
     *
     * @param next the offset of what comes next, by partition
     * @param indexes all that have cells of the heap
     */
    void closeAndWrite(List<Long> next, List<CellIndex> indexes) {
        long start = System.nanoTime();
        try {
            ByteArrayOutputStream note = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(note);
            out.writeInt(format);
            out.writeLong(view);
            out.writeUTF(topic.id().toString());
            out.writeInt(next.size());
            out.writeLong(complete.toEpochMilli());
            for (long offset : next) {
                out.writeLong(offset);
            }
            HeapFile.write(path, note.toByteArray(), heap, indexes);
            log.info("{} is written, {} MB in {} ms", path, Files.size(path) >> 20, millisSince(start));
        } catch (IOException e) {
            log.warn("{} cannot be written: {}. The state will be read from the topic", path, e.toString());
            delete(path);
        }
        release();
    }

    /** Closes a heap that has changed, of which nothing is to be kept. */
    void closeAndDelete() {
        delete(path);
        release();
    }

    private void release() {
        memory.close(heap);
        if (found != null) {
            found.release();
        }
    }

    /** Closes a heap that has not changed since it was opened. */
    void close() {
        memory.close(heap);
        if (found != null) {
            found.close();
        }
    }

    private static long millisSince(long startNanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.warn("{} cannot be deleted: {}", file, e.toString());
        }
    }
}
