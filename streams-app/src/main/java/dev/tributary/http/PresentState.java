package dev.tributary.http;

import dev.tributary.view.Answer;
import dev.tributary.view.Freshness;
import dev.tributary.view.OrderRow;
import dev.tributary.view.Position;
import dev.tributary.view.RowQuery;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The orders as they are when a stream begins, read page by page. The later pages are newer than the first, so that some of
 * what changes behind the first is in them already.
 */
final class PresentState {

    private static final int PAGE = 1_000;
    private static final long DEADLINE_SECONDS = 10;

    private final View view;
    private final OptionalLong user;

    /** Orders whose state was newer than the position at which the state began, and the offset that it had. */
    private final Map<Long, Long> newer = new HashMap<>();

    /** @param user whose orders, or empty for all */
    PresentState(View view, OptionalLong user) {
        this.view = view;
        this.user = user;
    }

    /** Sends all of it, and answers at which position it began: what has changed since then is to follow. */
    Position send(EventOutput out, int partitions) throws IOException, InterruptedException {
        RowQuery query = new RowQuery(user, OptionalLong.empty(), PAGE);
        @Nullable Position begun = null;
        while (true) {
            Answer.Read<List<OrderRow>> page = page(query, begun == null ? Position.none(partitions) : begun);
            begun = begun == null ? page.position() : begun;
            for (OrderRow row : page.value()) {
                int partition = view.tier().local().partitionOf(row.id());
                if (row.offset() > begun.offset(partition)) {
                    newer.put(row.id(), row.offset());
                }
                out.writeUnflushed(Events.order("", view.json().of(row.value())));
            }
            out.flush();
            if (page.value().size() < query.limit()) {
                return begun;
            }
            query = query.startingAfter(page.value().getLast().id());
        }
    }

    /** A page that is no older than the first one, whoever has its partitions by now. */
    private Answer.Read<List<OrderRow>> page(RowQuery query, Position atLeast)
            throws InterruptedException, IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (true) {
            Answer<List<OrderRow>> answer = view.tier().cluster().rows(query, new Freshness(atLeast, deadline, false));
            if (answer instanceof Answer.Read<List<OrderRow>> page) {
                return page;
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("the present state cannot be read now: " + answer);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** Whether some of what was sent is still ahead of the changes that have followed. */
    boolean isAhead() {
        return !newer.isEmpty();
    }

    /** Whether the state that was sent had this change already. To be asked of each change once, in their order. */
    boolean had(Change change) {
        if (newer.isEmpty()) {
            return false;
        }
        @Nullable Long held = newer.get(change.order());
        if (held == null) {
            return false;
        }
        if (change.offset() >= held) {
            newer.remove(change.order());
        }
        return change.offset() <= held;
    }
}
