package dev.tributary.tools.generate;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** Tables in memory, for one connection or several. */
final class FakeDatabase implements Database.Source {

    final List<Plan> applied = new ArrayList<>();
    final List<SQLException> failures = new ArrayList<>();
    private final Map<Table, Set<Integer>> rows = new HashMap<>();
    private final AtomicInteger ids = new AtomicInteger();

    @Override
    public Database open() {
        return new Connection();
    }

    private Set<Integer> rows(Table table) {
        return rows.computeIfAbsent(table, first -> new TreeSet<>());
    }

    private final class Connection implements Database {
        @Override
        public List<Integer> reserveIds(Table table, int count) {
            List<Integer> reserved = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                reserved.add(ids.incrementAndGet());
            }
            return reserved;
        }

        @Override
        public List<Integer> sampleIds(Table table, int count, RandomGenerator random) {
            synchronized (FakeDatabase.this) {
                return rows(table).stream().limit(count).toList();
            }
        }

        @Override
        public int[] apply(Plan plan) throws SQLException {
            synchronized (FakeDatabase.this) {
                if (!failures.isEmpty()) {
                    throw failures.removeFirst();
                }
                applied.add(plan);
                return plan.changes().stream().mapToInt(this::apply).toArray();
            }
        }

        private int apply(Change change) {
            Set<Integer> ofTable = rows(change.table());
            boolean changed = switch (change.operation().kind()) {
                case INSERT -> ofTable.add(change.id());
                case UPDATE -> ofTable.contains(change.id());
                case DELETE -> ofTable.remove(change.id());
            };
            return changed ? 1 : 0;
        }

        @Override
        public void close() {}
    }
}
