package dev.tributary.view;

import dev.tributary.definition.key.Key;
import dev.tributary.topics.ForeignKeys;
import java.util.Optional;

/**
 * Which rows are asked for, by id.
 *
 * @param reference those that refer to a row, or empty for all
 * @param after rows with a greater id only, or empty to begin with the first
 * @param limit so many at most, and one at least
 */
public record RowQuery(Optional<Reference> reference, Optional<Key> after, int limit) {

    /**
     * A row that others refer to.
     *
     * @param foreignKey by which, in the order of {@link dev.tributary.definition.contract.ViewContract#foreignKeys}
     * @param key of the row
     */
    public record Reference(int foreignKey, Key key) {

        /** Whether a row with these foreign keys refers to it. */
        public boolean isOf(ForeignKeys keys) {
            return keys.is(foreignKey, key);
        }
    }

    /** The same, further on. */
    public RowQuery startingAfter(Key id) {
        return new RowQuery(reference, Optional.of(id), limit);
    }
}
