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
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.avro.SchemaNormalization;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a store of the join is while the process is away: its cells as they were at the last clean stop, and the offset that they are at
 * in each partition of the topic that they come from. What is newer is read from there. What cannot be used is deleted, with the reason
 * in the log, and all is read from the topic: a file that is incomplete or damaged, of another format, of another topic, or so old
 * that the topic may have forgotten deletions.
 */
final class StateFile {

    private static final Logger log = LoggerFactory.getLogger(StateFile.class);

    /** Rows lie in the cells as results carry them. */
    private static final long ROWS = SchemaNormalization.parsingFingerprint64(EnrichedOrderEncoder.SCHEMA);

    private final Path path;
    private final int format;
    private final int partitions;
    private final DescribedTopic topic;
    private final InstantSource clock;

    /**
     * A file that was found.
     *
     * @param offsets of what comes next, by partition
     * @param complete when everything had been read that was in the topic: what was deleted before is not in it
     */
    record Found(HeapFile cells, List<Long> offsets, Instant complete) {}

    /**
     * @param format of the cells; one for each kind of store, and another one whenever they change
     * @param partitions of the topic that the store is of
     */
    StateFile(Path path, int format, int partitions, DescribedTopic topic, InstantSource clock) {
        this.path = path;
        this.format = format;
        this.partitions = partitions;
        this.topic = topic;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    /** Whether there is a file, of use or not, or what is left of one that was not finished. */
    boolean exists() {
        return Files.exists(path) || Files.exists(HeapFile.unfinished(path));
    }

    /**
     * Opens the file; empty if there is none, or none that can be used.
     *
     * @throws UncheckedIOException if it cannot be said whether it can be used
     */
    Optional<Found> open() {
        long start = System.nanoTime();
        delete(HeapFile.unfinished(path));
        if (!exists()) {
            return Optional.empty();
        }
        try {
            HeapFile cells = HeapFile.open(path);
            DataInputStream note = new DataInputStream(new ByteArrayInputStream(cells.note()));
            Optional<String> objection = objection(note);
            if (objection.isEmpty()) {
                Instant complete = Instant.ofEpochMilli(note.readLong());
                List<Long> offsets = new ArrayList<>();
                for (int partition = 0; partition < partitions; partition++) {
                    offsets.add(note.readLong());
                }
                log.info("{} is complete, {} MB, read in {} ms", path, Files.size(path) >> 20, millisSince(start));
                return Optional.of(new Found(cells, offsets, complete));
            }
            cells.heap().close();
            cells.close();
            log.info("{} is not used: it {}. The state is read from the topic", path, objection.get());
        } catch (DamagedHeapFileException e) {
            log.warn("{} is not used: {}. The state is read from the topic", path, e.getMessage());
        } catch (EOFException e) {
            log.warn("{} is not used: its note ends too early. The state is read from the topic", path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open " + path + ": " + e.getMessage(), e);
        }
        delete(path);
        return Optional.empty();
    }

    private Optional<String> objection(DataInputStream note) throws IOException {
        int written = note.readInt();
        if (written != format || note.readLong() != ROWS) {
            return Optional.of("is in the format of another version");
        }
        if (!note.readUTF().equals(topic.id().toString())) {
            return Optional.of("is of another topic, which was deleted");
        }
        int counted = note.readInt();
        if (counted != partitions) {
            return Optional.of("is of " + counted + " partitions, and there are " + partitions);
        }
        note.mark(Long.BYTES);
        Instant complete = Instant.ofEpochMilli(note.readLong());
        note.reset();
        return topic.hasDeletionsSince(complete, clock.instant())
                ? Optional.empty()
                : Optional.of(
                        "was complete at " + complete + ", and the topic keeps deletions for " + topic.deletionsKept());
    }

    /**
     * Writes the file. Where that fails, there is none, with the reason in the log.
     *
     * @param offsets of what comes next, by partition
     * @param complete as {@link Found} says
     * @param indexes all that have cells of the heap, in the order in which they will be taken from {@link Found#cells}
     */
    void write(List<Long> offsets, Instant complete, CellHeap heap, List<CellIndex> indexes) {
        long start = System.nanoTime();
        try {
            ByteArrayOutputStream note = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(note);
            out.writeInt(format);
            out.writeLong(ROWS);
            out.writeUTF(topic.id().toString());
            out.writeInt(partitions);
            out.writeLong(complete.toEpochMilli());
            for (long offset : offsets) {
                out.writeLong(offset);
            }
            HeapFile.write(path, note.toByteArray(), heap, indexes);
            log.info("{} is written, {} MB in {} ms", path, Files.size(path) >> 20, millisSince(start));
        } catch (IOException e) {
            log.warn("{} cannot be written: {}. The state will be read from the topic", path, e.toString());
            delete(path);
        }
    }

    private static long millisSince(long startNanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }

    /** To be called where the store has changed, and the file is not written. */
    void delete() {
        delete(path);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.warn("{} cannot be deleted: {}", file, e.toString());
        }
    }
}
