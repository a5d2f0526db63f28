package dev.tributary.enrich;

import org.jspecify.annotations.Nullable;

/**
 * The columns of {@code orders}. A column that is NULL in the database is null here.
 *
 * @param orderDateMicros local time without a zone, in microseconds since 1970-01-01T00:00
 */
record Order(
        long id,
        @Nullable Long userId,
        @Nullable String productName,
        @Nullable Integer quantity,
        @Nullable Long orderDateMicros) {}
