package dev.tributary.benchmarks.workload;

import org.jspecify.annotations.Nullable;

/** Told of every change of a {@link Shop}, in order. */
interface ChangeListener {

    /** A version of an order; {@code user} is 0 where {@code user_id} is null. */
    record OrderRow(int id, int user, int change) {}

    /** A version of a user; the first one is 1. */
    record UserRow(int id, int version) {}

    void order(@Nullable OrderRow before, @Nullable OrderRow after);

    void user(@Nullable UserRow before, @Nullable UserRow after);
}
