package dev.tributary.tools.generate;

import dev.tributary.tools.Postgres;
import dev.tributary.tools.generate.Change.DeleteOrder;
import dev.tributary.tools.generate.Change.DeleteUser;
import dev.tributary.tools.generate.Change.InsertOrder;
import dev.tributary.tools.generate.Change.InsertUser;
import dev.tributary.tools.generate.Shop.Table;
import java.sql.SQLException;
import java.util.Set;
import java.util.random.RandomGenerator;

/** One connection's share of the work, on a thread of its own. */
final class Writer {

    private static final int RESERVE = 200;
    private static final int SAMPLE_ROWS = 100;
    private static final int FIRST_SAMPLES = 5;

    /** So that connections come to change the rows of others. */
    private static final int TRANSACTIONS_BETWEEN_SAMPLES = 200;

    private static final int ATTEMPTS = 20;

    /** Serialization failure, deadlock, and a user who was deleted under a new order. */
    private static final String ID_TAKEN = "23505";

    private static final Set<String> WORTH_RETRYING = Set.of("40001", "40P01", "23503");

    private final Shop.Source source;
    private final RandomGenerator random;
    private final GeneratorSettings settings;
    private final Pacer pacer;
    private final Budget budget;
    private final Counters counters;
    private final Outage outage;
    private final KnownIds users = new KnownIds();
    private final KnownIds orders = new KnownIds();
    private final Planner planner;

    Writer(
            Shop.Source source,
            RandomGenerator random,
            GeneratorSettings settings,
            Pacer pacer,
            Budget budget,
            Counters counters,
            Outage outage) {
        this.source = source;
        this.random = random;
        this.settings = settings;
        this.pacer = pacer;
        this.budget = budget;
        this.counters = counters;
        this.outage = outage;
        this.planner = new Planner(random, users, orders);
    }

    /** Writes until the budget is used up or closed, over as many connections as the database takes away. */
    void run() throws SQLException {
        while (true) {
            try (Shop shop = source.open()) {
                outage.over();
                writeOver(shop);
                return;
            } catch (SQLException e) {
                if (!Postgres.isConnectionFailure(e)) {
                    throw e;
                }
                if (!outage.waitAfter(e)) {
                    return;
                }
            }
        }
    }

    private void writeOver(Shop shop) throws SQLException {
        for (int i = 0; i < FIRST_SAMPLES; i++) {
            sample(shop);
        }
        int transactions = 0;
        while (true) {
            if (++transactions % TRANSACTIONS_BETWEEN_SAMPLES == 0) {
                sample(shop);
            }
            int taken = budget.take(settings.rowsAtOnce());
            if (taken == 0) {
                return;
            }
            int committed = 0;
            try {
                committed = writeOne(shop, taken);
            } finally {
                budget.settle(taken, committed);
            }
        }
    }

    /** @return the rows that it changed for good */
    private int writeOne(Shop shop, int maxRows) throws SQLException {
        reserve(shop, Table.USERS, users);
        reserve(shop, Table.ORDERS, orders);
        Plan plan = planner.next(maxRows);
        int rows = plan.changes().size();
        if (!pacer.await(rows)) {
            return 0;
        }
        int committed = 0;
        try {
            int[] changed = applyWithRetries(shop, plan);
            if (plan.rollBack()) {
                counters.rolledBack();
            } else {
                committed = learn(plan, changed);
                counters.committed(committed);
            }
        } catch (SQLException e) {
            if (!ID_TAKEN.equals(e.getSQLState())) {
                throw e;
            }
            // Somebody inserted a row with an id that the sequence had not reached yet. The next ids are others.
            counters.rolledBack();
        } finally {
            pacer.giveBack(rows - committed);
        }
        return committed;
    }

    private int[] applyWithRetries(Shop shop, Plan plan) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return shop.apply(plan);
            } catch (SQLException e) {
                if (attempt == ATTEMPTS || !WORTH_RETRYING.contains(String.valueOf(e.getSQLState()))) {
                    throw e;
                }
                counters.retried();
            }
        }
    }

    /** Remembers what came of a transaction, and counts the rows. */
    private int learn(Plan plan, int[] changed) {
        int rows = 0;
        for (int i = 0; i < changed.length; i++) {
            rows += changed[i];
            Change change = plan.changes().get(i);
            KnownIds ids = change.table() == 0 ? users : orders;
            if (change instanceof InsertUser || change instanceof InsertOrder) {
                ids.existing().add(change.id(), random);
            } else if (changed[i] == 0 || change instanceof DeleteOrder || change instanceof DeleteUser) {
                // Gone; or a user with orders, who is not to be tried again at once.
                ids.existing().remove(change.id());
            }
        }
        return rows;
    }

    private void sample(Shop shop) throws SQLException {
        users.found(shop.sampleIds(Table.USERS, SAMPLE_ROWS, random), random);
        orders.found(shop.sampleIds(Table.ORDERS, SAMPLE_ROWS, random), random);
    }

    private void reserve(Shop shop, Table table, KnownIds ids) throws SQLException {
        if (ids.reservedLeft() < settings.maxTransactionRows()) {
            ids.reserve(shop.reserveIds(table, Math.max(RESERVE, settings.maxTransactionRows())));
        }
    }
}
