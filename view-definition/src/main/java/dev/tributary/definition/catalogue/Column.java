package dev.tributary.definition.catalogue;

/**
 * A column of a table.
 *
 * @param nullable whether it has no NOT NULL constraint of its own
 * @param hasDefault whether a row that does not name it gets a value other than null
 * @param generated whether it is computed of others, stored or not
 * @param bytewise whether texts that are equal are equal byte by byte: not so with a nondeterministic collation
 */
public record Column(
        String name, SqlType type, boolean nullable, boolean hasDefault, boolean generated, boolean bytewise) {}
