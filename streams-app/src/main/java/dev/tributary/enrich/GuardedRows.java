package dev.tributary.enrich;

import dev.tributary.definition.key.Key;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a {@link Guard} watches over, and what becomes of a change that it lets through.
 */
interface GuardedRows {

    /** The version of the row that is held, or null. */
    @Nullable Version held(Key key);

    /** The version of the row's deletion if it is gone and still remembered, or null. */
    @Nullable Version deleted(Key key);

    /** Whether a row is held that has these columns exactly. */
    boolean holds(Key key, Columns columns);

    /**
     * The changed columns, with every value that the log left out taken from the row that is held.
     *
     * @throws BrokenChangeException if a value is needed and nothing is held
     */
    Columns complete(Key key, Columns changed);

    /**
     * The row is now this one, and its deletion, if it was gone, need not be remembered any longer.
     *
     * @throws BrokenChangeException if it cannot be; nothing has changed then
     */
    void put(Key key, Row row);

    /** The row that is held is gone; its deletion is to be remembered. */
    void remove(Key key, Version deletion);
}
