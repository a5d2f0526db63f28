package dev.tributary.view;

import java.util.OptionalLong;

/**
 * Which rows are asked for, by id.
 *
 * @param user whose orders, or empty for all
 * @param after rows with a greater id only, or empty to begin with the first
 * @param limit so many at most, and one at least
 */
public record RowQuery(OptionalLong user, OptionalLong after, int limit) {

    /** The same, further on. */
    public RowQuery startingAfter(long id) {
        return new RowQuery(user, OptionalLong.of(id), limit);
    }
}
