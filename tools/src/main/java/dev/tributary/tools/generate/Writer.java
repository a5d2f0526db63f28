package dev.tributary.tools.generate;

import dev.tributary.tools.Postgres;
import dev.tributary.tools.generate.Operation.Kind;
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

    private static final String ID_TAKEN = "23505";

    /** Serialization failure, deadlock, and a row that was deleted under one that is to refer to it. */
    private static final Set<String> WORTH_RETRYING = Set.of("40001", "40P01", "23503");

    private final Database.Source source;
    private final RandomGenerator random;
    private final GeneratorSettings settings;
    private final Pacer pacer;
    private final Budget budget;
    private final Counters counters;
    private final Outage outage;
    private final Planner planner;

    Writer(
            Database.Source source,
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
        this.planner = settings.dataSet().planner(random);
    }

    /** Writes until the budget is used up or closed, over as many connections as the database takes away. */
    void run() throws SQLException {
        while (true) {
            try (Database database = source.open()) {
                outage.over();
                writeOver(database);
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

    private void writeOver(Database database) throws SQLException {
        for (int i = 0; i < FIRST_SAMPLES; i++) {
            sample(database);
        }
        int transactions = 0;
        while (true) {
            if (++transactions % TRANSACTIONS_BETWEEN_SAMPLES == 0) {
                sample(database);
            }
            int taken = budget.take(settings.rowsAtOnce());
            if (taken == 0) {
                return;
            }
            int committed = 0;
            try {
                committed = writeOne(database, taken);
            } finally {
                budget.settle(taken, committed);
            }
        }
    }

    /** @return the rows that it changed for good */
    private int writeOne(Database database, int maxRows) throws SQLException {
        for (KnownIds ids : planner.known()) {
            reserve(database, ids);
        }
        Plan plan = planner.next(maxRows);
        int rows = plan.changes().size();
        if (!pacer.await(rows)) {
            return 0;
        }
        int committed = 0;
        try {
            int[] changed = applyWithRetries(database, plan);
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

    private int[] applyWithRetries(Database database, Plan plan) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return database.apply(plan);
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
            for (KnownIds ids : planner.known()) {
                if (ids.table().equals(change.table())) {
                    learn(change, changed[i], ids.existing());
                }
            }
        }
        return rows;
    }

    private void learn(Change change, int changed, IdSample existing) {
        if (changed == 0 || change.is(Kind.DELETE)) {
            // Gone; or a row that others refer to, which is not to be tried again at once.
            existing.remove(change.id());
        } else if (change.is(Kind.INSERT)) {
            existing.add(change.id(), random);
        }
    }

    private void sample(Database database) throws SQLException {
        for (KnownIds ids : planner.known()) {
            ids.found(database.sampleIds(ids.table(), SAMPLE_ROWS, random), random);
        }
    }

    private void reserve(Database database, KnownIds ids) throws SQLException {
        if (ids.reservedLeft() < settings.maxTransactionRows()) {
            ids.reserve(database.reserveIds(ids.table(), Math.max(RESERVE, settings.maxTransactionRows())));
        }
    }
}
