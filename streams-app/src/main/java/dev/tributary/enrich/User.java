package dev.tributary.enrich;

import org.jspecify.annotations.Nullable;

/**
 * The columns of {@code users}. A column that is NULL in the database is null here.
 *
 * @param createdAtMicros local time without a zone, in microseconds since 1970-01-01T00:00
 */
record User(
        long id,
        @Nullable String name,
        @Nullable String email,
        @Nullable Long createdAtMicros) {}
