package dev.tributary.enrich;

import dev.tributary.definition.catalogue.TableName;

/**
 * Every store, processor and internal topic of the tier, in one place. They are part of what is kept on disk and on the
 * broker: a new name is a new, empty store.
 *
 * @param table that they are for; two tables of a view never have the same
 */
record Names(String table) {

    /** Store of the join, of any base table. */
    static final String BASE_ROWS = "orders";

    static final String RESULTS = "results";

    static Names of(TableName table) {
        return new Names(
                table.schema().equals(TableName.DEFAULT_SCHEMA) ? table.table() : table.schema() + "." + table.table());
    }

    /** Source of the change events. */
    String changes() {
        return table + "-changes";
    }

    /** What the changes of a table that is joined to itself say of its rows as those of the base table. */
    String asBase() {
        return table + "-as-base";
    }

    /** The same of its rows as those that are referred to. */
    String asReferenced() {
        return table + "-as-referenced";
    }

    String join() {
        return table + "-join";
    }

    String guard() {
        return table + "-guard";
    }

    /** Store of the guard. */
    String guarded() {
        return table + "-guarded";
    }

    /** Sink, and what all processes read from its topic. */
    String rows() {
        return table + "-rows";
    }

    /** The topic of a joined table, which all processes read. */
    String topic(String applicationId) {
        return applicationId + "-" + table;
    }
}
