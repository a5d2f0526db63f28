package dev.tributary.http;

import dev.tributary.view.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The newest changes, as many as fit: each has a sequence number, and the oldest is forgotten when there is no room for the
 * next. Not safe for use by several threads.
 */
final class RecentChanges {

    private final @Nullable Change[] ring;
    private final long mostBytes;

    private long first;
    private int size;
    private long bytes;
    private Position beforeFirst;

    /**
     * @param most changes
     * @param mostBytes of their events and JSON; a single change may have more
     * @param position what everything before the first change reflects
     */
    RecentChanges(int most, long mostBytes, Position position) {
        this.ring = new @Nullable Change[most];
        this.mostBytes = mostBytes;
        this.beforeFirst = position;
    }

    /** The sequence of the oldest change that is kept, or that comes next. */
    long first() {
        return first;
    }

    /** The sequence of the change that comes next. */
    long end() {
        return first + size;
    }

    /** What everything before {@link #first()} reflects. */
    Position beforeFirst() {
        return beforeFirst;
    }

    void add(Change change) {
        long added = bytesOf(change);
        while (size == ring.length || (size > 0 && bytes + added > mostBytes)) {
            forgetFirst();
        }
        ring[index(end())] = change;
        size++;
        bytes += added;
    }

    /**
     * Changes in their order.
     *
     * @param sequence of the first of them, which is kept
     * @param most how many
     */
    List<Change> from(long sequence, int most) {
        int count = (int) Math.min(most, end() - sequence);
        List<Change> changes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            changes.add(Objects.requireNonNull(ring[index(sequence + i)]));
        }
        return changes;
    }

    /**
     * Forgets all changes, and leaves a gap in the sequence: a place from before is not kept any more.
     *
     * @param position what everything before the next change reflects
     */
    void restart(Position position) {
        while (size > 0) {
            forgetFirst();
        }
        first++;
        beforeFirst = position;
    }

    private void forgetFirst() {
        int oldest = index(first);
        Change forgotten = Objects.requireNonNull(ring[oldest]);
        ring[oldest] = null;
        bytes -= bytesOf(forgotten);
        beforeFirst = beforeFirst.with(forgotten.partition(), forgotten.offset());
        first++;
        size--;
    }

    private int index(long sequence) {
        return (int) (sequence % ring.length);
    }

    private static long bytesOf(Change change) {
        return (long) change.event().length + change.json().length;
    }
}
