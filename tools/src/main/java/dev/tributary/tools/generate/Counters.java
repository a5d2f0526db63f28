package dev.tributary.tools.generate;

import java.util.concurrent.atomic.LongAdder;

/** What all connections together have done; for any thread. */
final class Counters {

    private final LongAdder changes = new LongAdder();
    private final LongAdder transactions = new LongAdder();
    private final LongAdder rolledBack = new LongAdder();
    private final LongAdder retries = new LongAdder();

    void committed(int rows) {
        changes.add(rows);
        transactions.increment();
    }

    void rolledBack() {
        rolledBack.increment();
    }

    void retried() {
        retries.increment();
    }

    Totals totals() {
        return new Totals(changes.sum(), transactions.sum(), rolledBack.sum(), retries.sum());
    }
}
