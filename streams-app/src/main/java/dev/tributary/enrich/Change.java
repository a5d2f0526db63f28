package dev.tributary.enrich;

import dev.tributary.definition.key.Key;
import org.jspecify.annotations.Nullable;

/**
 * What a change event says, without the envelope that it came in.
 */
sealed interface Change {

    /**
     * The row is now this: inserted, updated, or read by a snapshot.
     *
     * @param snapshot read from the table ({@code op=r}) and not from the log: such a row is how the table stands, and
     *     starts a new epoch of log positions
     */
    record Upsert(Row row, boolean snapshot) implements Change {}

    /**
     * The row is gone.
     *
     * @param id the primary key that the deleted row had, null if the event does not say
     */
    record Delete(@Nullable Key id, Version version) implements Change {}

    /** The whole table was emptied ({@code op=t}). The record has no key, so it reached one partition of the topic only. */
    record Truncate(Version version) implements Change {}

    /** A logical decoding message ({@code op=m}): it says nothing about a row. */
    record Message() implements Change {}
}
