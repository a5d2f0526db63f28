package dev.tributary.enrich;

import dev.tributary.definition.key.Key;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreCallback;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one partition of a joined table as their guard knows them: those of the process's copy ({@link SharedTable}), and over them
 * what the guard has written and the copy does not have yet, since it is not committed or not read.
 *
 * <p>Nobody else writes to the partition, and it is read in the order it was written in. So the n-th record that the reader applies
 * after the task has begun is the n-th that this guard wrote. (If the topic is compacted before a record is read, later ones are kept
 * here longer than they need be, until the task ends.)
 *
 * <p>Its changelog is the topic of the joined table ({@link JoinedTableTopic}). Nothing is restored from there, for the copy has it; but
 * Kafka Streams waits, away from the stream thread, until whatever another owner of the partition has begun to write is committed or aborted.
 *
 * <p>For the task's stream thread, but for the offset.
 */
final class GuardStore implements StateStore {

    private final String name;
    private final JoinedTableReader reader;
    private final JoinedRow buffer;
    /** In the order they were written in. */
    private final Map<Key, Written> unread = new LinkedHashMap<>();

    private int partition;
    /** The number of the record that was written last, as {@link JoinedTableReader#recordsApplied} counts; negative before the first. */
    private long lastWritten;
    /** What was found last: one change looks up its row several times. */
    private @Nullable Key lastId;

    private SharedTable.@Nullable Known lastKnown;
    private boolean open;

    /** That {@link #unread} takes. */
    private long heapBytes;

    /** As the reader knows it. */
    private long accounted;

    private record Written(long number, SharedTable.Known row, int keyBytes) {

        /** What the objects around the columns take: an entry of the map, its key, this, versions. */
        private static final long AROUND_COLUMNS = 200;

        long heapBytes() {
            @Nullable Columns columns = row.columns();
            return AROUND_COLUMNS + keyBytes + (columns == null ? 0 : columns.encoded().length);
        }
    }

    GuardStore(String name, JoinedTableReader reader) {
        this.name = name;
        this.reader = reader;
        this.buffer = reader.newRow();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        partition = context.taskId().partition();
        open = true;
        context.register(root, (StateRestoreCallback) (key, value) -> {});
    }

    /**
     * A guard uses the store from now on. Whatever another one has written since this one did is in the copy, or was aborted.
     */
    void begin() {
        forgetAll();
        lastId = null;
    }

    /** The guard uses the store no more. What it has written is in the copy some time, or was aborted. */
    void end() {
        forgetAll();
    }

    private void forgetAll() {
        unread.clear();
        heapBytes = 0;
        lastWritten = -1;
        account();
    }

    /**
     * What is known of a row, null for nothing. To be called when everything is in the copy that was written before the task began,
     * like all that follows.
     */
    SharedTable.@Nullable Known find(Key id) {
        if (!id.equals(lastId)) {
            @Nullable Written written = unread.get(id);
            lastKnown = written != null && written.number > reader.recordsApplied(partition)
                    ? written.row
                    : reader.table().known(id, buffer);
            lastId = id;
        }
        return lastKnown;
    }

    /** The guard writes this to the topic, as the next record of the partition. */
    void written(Key id, SharedTable.Known row) {
        lastWritten = Math.max(lastWritten, reader.recordsApplied(partition)) + 1;
        Written written = new Written(lastWritten, row, id.isInteger() ? 0 : 2 * id.utf8().length);
        heapBytes += written.heapBytes();
        @Nullable Written before = unread.remove(id);
        if (before != null) {
            heapBytes -= before.heapBytes();
        }
        unread.put(id, written);
        lastId = id;
        lastKnown = row;
        forgetRead();
    }

    /** Releases the memory of what the copy has by now. To be called now and then: the last rows are read when nothing is written. */
    void forgetRead() {
        long applied = reader.recordsApplied(partition);
        Iterator<Written> oldest = unread.values().iterator();
        while (oldest.hasNext()) {
            Written next = oldest.next();
            if (next.number > applied) {
                break;
            }
            heapBytes -= next.heapBytes();
            oldest.remove();
        }
        account();
    }

    private void account() {
        reader.addUnreadBytes(heapBytes - accounted);
        accounted = heapBytes;
    }

    /** How many rows are on the Java heap. */
    int unread() {
        return unread.size();
    }

    @Override
    @SuppressWarnings("deprecation") // every new store has to say so, until it is taken for granted
    public boolean managesOffsets() {
        return true;
    }

    /** Up to where the copy has the partition. Any thread may ask. */
    @Override
    public Long committedOffset(TopicPartition changelog) {
        return reader.position(changelog.partition()) - 1;
    }

    @Override
    public void close() {
        open = false;
        forgetAll();
    }

    /** Kafka Streams asks only persistent stores for their offset. */
    @Override
    public boolean persistent() {
        return true;
    }

    @Override
    public boolean isOpen() {
        return open;
    }
}
