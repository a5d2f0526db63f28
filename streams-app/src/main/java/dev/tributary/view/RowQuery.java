package dev.tributary.view;

import java.util.OptionalLong;

/**
 * Which rows are asked for, by id.
 *
 * @param user whose orders, or empty for all
 * @param after rows with a greater id only; the smallest number that there is for all
 * @param limit so many at most, and one at least
 */
public record RowQuery(OptionalLong user, long after, int limit) {

    /** The same, further on. */
    RowQuery startingAfter(long id) {
        return new RowQuery(user, id, limit);
    }
}
