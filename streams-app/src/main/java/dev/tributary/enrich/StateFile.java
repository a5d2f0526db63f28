package dev.tributary.enrich;

import dev.tributary.offheap.CellHeap;
import dev.tributary.offheap.CellIndex;
import dev.tributary.offheap.HeapFile;
import dev.tributary.topics.DescribedTopic;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a store of the join is from a clean stop to the next start: its cells, and the offset that they are at in each partition of
 * the topic that they come from. What cannot be used is deleted, with the reason in the log, and the store is read from the
 * topic: a file that is incomplete or damaged, of another format, of another topic, or so old that the topic may have forgotten
 * deletions. After a crash there is no file.
 */
final class StateFile {

    private static final Logger log = LoggerFactory.getLogger(StateFile.class);

    private final Path path;
    private final int format;
    private final DescribedTopic topic;
    private final InstantSource clock;

    /**
     * A file that was found.
     *
     * @param offsets of what comes next, by partition
     */
    record Found(HeapFile cells, List<Long> offsets) {}

    /** @param format of the cells; one for each kind of store, and another one whenever they change */
    StateFile(Path path, int format, DescribedTopic topic, InstantSource clock) {
        this.path = path;
        this.format = format;
        this.topic = topic;
        this.clock = clock;
    }

    boolean exists() {
        return Files.exists(path);
    }

    /** Opens the file; empty if there is none, or none that can be used. */
    Optional<Found> open() {
        if (!exists()) {
            return Optional.empty();
        }
        long start = System.nanoTime();
        try {
            HeapFile cells = HeapFile.open(path, path.resolveSibling("")); // The scratch file is beside it.
            DataInputStream note = new DataInputStream(new ByteArrayInputStream(cells.note()));
            Optional<String> objection = objection(note);
            if (objection.isEmpty()) {
                List<Long> offsets = new ArrayList<>();
                for (int left = note.readInt(); left > 0; left--) {
                    offsets.add(note.readLong());
                }
                log.info("{} is complete, {} MB, read in {} ms", path, Files.size(path) >> 20, millisSince(start));
                return Optional.of(new Found(cells, offsets));
            }
            cells.heap().close();
            cells.close();
            log.info("{} is not used: it {}. The state is read from the topic", path, objection.get());
        } catch (IOException e) {
            log.warn("{} is not used: {}. The state is read from the topic", path, e.getMessage());
        }
        delete();
        return Optional.empty();
    }

    private Optional<String> objection(DataInputStream note) throws IOException {
        int written = note.readInt();
        if (written != format) {
            return Optional.of("is in format " + written + ", and this version has format " + format);
        }
        if (!note.readUTF().equals(topic.id().toString())) {
            return Optional.of("is of another topic, which was deleted");
        }
        Instant complete = Instant.ofEpochMilli(note.readLong());
        return topic.hasDeletionsSince(complete, clock.instant())
                ? Optional.empty()
                : Optional.of("is of " + complete + ", and the topic keeps deletions for " + topic.deletionsKept());
    }

    /**
     * Writes the file. Where that fails, there is none, with the reason in the log.
     *
     * @param offsets of what comes next, by partition
     * @param indexes all that have cells of the heap, in the order in which they will be taken from {@link Found#cells}
     */
    void write(List<Long> offsets, CellHeap heap, List<CellIndex> indexes) {
        long start = System.nanoTime();
        try {
            ByteArrayOutputStream note = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(note);
            out.writeInt(format);
            out.writeUTF(topic.id().toString());
            out.writeLong(clock.millis());
            out.writeInt(offsets.size());
            for (long offset : offsets) {
                out.writeLong(offset);
            }
            HeapFile.write(path, note.toByteArray(), heap, indexes);
            log.info("{} is written, {} MB in {} ms", path, Files.size(path) >> 20, millisSince(start));
        } catch (IOException e) {
            log.warn("{} cannot be written: {}. The state will be read from the topic", path, e.toString());
            delete();
        }
    }

    private static long millisSince(long startNanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }

    private void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            log.warn("{} cannot be deleted: {}", path, e.toString());
        }
    }
}
