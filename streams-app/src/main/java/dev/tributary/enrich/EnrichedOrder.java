package dev.tributary.enrich;

import org.jspecify.annotations.Nullable;

/** One result of the join. The user is null if the order has none, or none that is known yet. */
record EnrichedOrder(Row<Order> order, @Nullable Row<User> user) {}
