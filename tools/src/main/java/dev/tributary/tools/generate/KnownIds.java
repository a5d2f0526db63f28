package dev.tributary.tools.generate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;

/** What one connection knows of one table with a serial column id: a sample of its rows, and ids reserved for new ones. */
final class KnownIds {

    private static final int SAMPLE = 2_000;

    private final Table table;
    private final IdSample existing = new IdSample(SAMPLE);
    private final Deque<Integer> reserved = new ArrayDeque<>();

    KnownIds(Table table) {
        this.table = table;
    }

    Table table() {
        return table;
    }

    IdSample existing() {
        return existing;
    }

    void found(List<Integer> ids, RandomGenerator random) {
        ids.forEach(id -> existing.add(id, random));
    }

    int reservedLeft() {
        return reserved.size();
    }

    void reserve(List<Integer> ids) {
        reserved.addAll(ids);
    }

    int takeReserved() {
        return reserved.remove();
    }
}
