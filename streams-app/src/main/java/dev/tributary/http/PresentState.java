package dev.tributary.http;

import dev.tributary.definition.key.Key;
import dev.tributary.topics.Partitioning;
import dev.tributary.view.Answer;
import dev.tributary.view.Freshness;
import dev.tributary.view.Position;
import dev.tributary.view.ResultRow;
import dev.tributary.view.RowQuery;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The rows as they are when a stream begins, read page by page, by id. A page may be newer than what the stream has of the
 * topic: those of its rows that are ahead are kept until the stream has passed them. Between two pages the stream passes
 * what the page reflects, so that no more than the rows of about two pages are kept.
 */
final class PresentState {

    private static final int PAGE = 1_000;
    private static final long RETRY_MILLIS = 100;

    private final Pages pages;
    private final int partitions;
    private final Duration patience;
    private RowQuery next;
    private boolean complete;

    /** Rows that were sent as they are at a later offset than the stream has passed, with that offset. */
    private final Map<Key, Long> ahead = new HashMap<>();

    /**
     * @param reference only rows that refer to it, or empty for all
     * @param patience for how long a page is waited for
     */
    PresentState(Pages pages, int partitions, Optional<RowQuery.Reference> reference, Duration patience) {
        this.patience = patience;
        this.pages = pages;
        this.partitions = partitions;
        this.next = new RowQuery(reference, Optional.empty(), PAGE);
    }

    /** Where pages are read. */
    interface Pages {
        Answer<List<ResultRow>> rows(RowQuery query, Freshness freshness) throws InterruptedException;

        /** Waits until a page can be that fresh, at most until the deadline. */
        void await(Freshness freshness) throws InterruptedException;
    }

    /**
     * Reads the next page.
     *
     * @param passed what the stream has passed: the page reflects that at least
     * @return the page, or why there is none in that time
     */
    Answer<List<ResultRow>> page(Position passed) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        Freshness freshness = new Freshness(passed, deadline, false);
        boolean hasAwaited = false;
        while (true) {
            Answer<List<ResultRow>> answer = pages.rows(next, freshness);
            if (answer instanceof Answer.Read<List<ResultRow>> page) {
                add(page.value(), passed);
                return page;
            }
            if (System.nanoTime() > deadline) {
                return answer;
            }
            if (answer instanceof Answer.Behind<?> && !hasAwaited) {
                pages.await(freshness);
                hasAwaited = true;
            } else {
                TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
            }
        }
    }

    private void add(List<ResultRow> rows, Position passed) {
        for (ResultRow row : rows) {
            if (row.offset() > passed.offset(Partitioning.partitionOf(row.id(), partitions))) {
                ahead.put(row.id(), row.offset());
            }
        }
        complete = rows.size() < next.limit();
        if (!complete) {
            next = next.startingAfter(rows.getLast().id());
        }
    }

    /** Whether the page that was read last is the last one. */
    boolean isComplete() {
        return complete;
    }

    /** Whether the row is on one of the pages so far, or would be there if it existed. The others come as they are then. */
    boolean includes(Key key) {
        return complete
                || (next.after().isPresent() && key.compareTo(next.after().get()) <= 0);
    }

    /** Whether some of what was read is still ahead of the changes that the stream has passed. */
    boolean isAhead() {
        return !ahead.isEmpty();
    }

    /**
     * Notes that the stream passes a change; those of one row in the order of the topic.
     *
     * @return whether what was read reflected it already
     */
    boolean pass(Change change) {
        if (ahead.isEmpty()) {
            return false;
        }
        @Nullable Long offset = ahead.get(change.key());
        if (offset == null) {
            return false;
        }
        if (change.offset() >= offset) {
            ahead.remove(change.key());
        }
        return change.offset() <= offset;
    }
}
