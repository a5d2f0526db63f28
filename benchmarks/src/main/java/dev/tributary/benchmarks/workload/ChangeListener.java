package dev.tributary.benchmarks.workload;

import org.jspecify.annotations.Nullable;

/** Told of every change of a {@link Database}, in order. */
@FunctionalInterface
interface ChangeListener {

    /**
     * A row was inserted, updated or deleted.
     *
     * @param table by its place in {@link DataSet#tables}
     */
    void changed(int table, @Nullable TableRow before, @Nullable TableRow after);
}
