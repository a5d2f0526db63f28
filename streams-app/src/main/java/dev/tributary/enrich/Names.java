package dev.tributary.enrich;

/**
 * Every store, processor and internal topic of the tier, in one place. They are part of what is kept on disk and on the
 * broker: a new name is a new, empty store.
 *
 * <p>{@code ensure.explicit.internal.resource.naming} cannot watch over this: Kafka 4.3.1 refuses every foreign-key join
 * for the name of a result store that it then does not make. A test does instead.
 */
final class Names {

    static final String OUTPUT = "enriched-orders-sink";
    static final String ENRICHED = "enriched-orders-stream";
    static final String JOIN = "orders-by-user";

    private Names() {}

    static String source(CapturedTable<?> table) {
        return table.name() + "-changes";
    }

    static String guard(CapturedTable<?> table) {
        return table.name() + "-guard";
    }

    static String heldRows(CapturedTable<?> table) {
        return table.name() + "-held";
    }

    static String deletedRows(CapturedTable<?> table) {
        return table.name() + "-deleted";
    }

    static String table(CapturedTable<?> table) {
        return table.name() + "-table";
    }
}
