package dev.tributary.tools.generate;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** Tables in memory, for one connection or several. */
final class FakeShop implements Shop.Source {

    final List<Plan> applied = new ArrayList<>();
    final List<SQLException> failures = new ArrayList<>();
    private final TreeSet<Integer> users = new TreeSet<>();
    private final TreeSet<Integer> orders = new TreeSet<>();
    private final AtomicInteger ids = new AtomicInteger();

    @Override
    public Shop open() {
        return new Connection();
    }

    private final class Connection implements Shop {
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
            synchronized (FakeShop.this) {
                return (table == Table.USERS ? users : orders)
                        .stream().limit(count).toList();
            }
        }

        @Override
        public int[] apply(Plan plan) throws SQLException {
            synchronized (FakeShop.this) {
                if (!failures.isEmpty()) {
                    throw failures.removeFirst();
                }
                applied.add(plan);
                return plan.changes().stream().mapToInt(this::apply).toArray();
            }
        }

        private int apply(Change change) {
            TreeSet<Integer> table = change.table() == 0 ? users : orders;
            return switch (change) {
                case Change.InsertUser insert -> table.add(insert.id()) ? 1 : 0;
                case Change.InsertOrder insert -> table.add(insert.id()) ? 1 : 0;
                case Change.DeleteUser delete -> table.remove(delete.id()) ? 1 : 0;
                case Change.DeleteOrder delete -> table.remove(delete.id()) ? 1 : 0;
                default -> table.contains(change.id()) ? 1 : 0;
            };
        }

        @Override
        public void close() {}
    }
}
