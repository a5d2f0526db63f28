package dev.tributary.view;

import dev.tributary.definition.key.Key;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;

/** Merges rows that are sorted by id in several places, and reads no more of them than it needs. */
final class RowMerge {

    /** Rows of one place: some at first, and more when they are used up. */
    static final class Source {
        private final int chunk;
        private final Function<Key, List<ResultRow>> more;
        private List<ResultRow> rows;
        private int next;

        /**
         * @param first the first rows
         * @param chunk how many are asked for at a time: fewer than that are the last ones
         * @param more rows with a greater id
         */
        Source(List<ResultRow> first, int chunk, Function<Key, List<ResultRow>> more) {
            this.rows = first;
            this.chunk = chunk;
            this.more = more;
        }

        private boolean hasRow() {
            if (next == rows.size() && rows.size() >= chunk) {
                rows = more.apply(rows.getLast().id());
                next = 0;
            }
            return next < rows.size();
        }

        private ResultRow row() {
            return rows.get(next);
        }

        private void advance() {
            next++;
        }
    }

    private RowMerge() {}

    /** The rows with the smallest ids, by id. */
    static List<ResultRow> byId(List<Source> sources, int limit) {
        PriorityQueue<Source> waiting = new PriorityQueue<>(
                Math.max(1, sources.size()),
                Comparator.comparing(source -> source.row().id()));
        sources.stream().filter(Source::hasRow).forEach(waiting::add);
        List<ResultRow> merged = new ArrayList<>(Math.min(limit, 1024));
        while (merged.size() < limit && !waiting.isEmpty()) {
            Source source = waiting.remove();
            merged.add(source.row());
            source.advance();
            if (merged.size() < limit && source.hasRow()) {
                waiting.add(source);
            }
        }
        return merged;
    }
}
