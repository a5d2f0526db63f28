package dev.tributary.enrich;

import dev.tributary.definition.contract.ViewContract;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;

/**
 * What the join knows of its view: the table whose rows it has in partitions, and the one whose rows each process has once.
 *
 * @param base the table that the view has a row for each row of
 * @param referenced the table that its foreign key refers to
 */
record JoinedTables(ViewContract view, CapturedTable base, CapturedTable referenced) {

    /**
     * The tables of a view.
     *
     * @throws ConfigException if the application cannot run it; the message says why
     */
    static JoinedTables of(ViewContract view) {
        if (view.referenced().size() != 1) {
            throw new ConfigException("the application cannot run the view " + view.name() + " yet: it joins "
                    + view.referenced().size() + " tables, and not one");
        }
        ViewContract.Referenced referenced = view.referenced().getFirst();
        int columns = view.base().columns().size();
        if (view.schema().getFields().get(columns).pos() != referenced.row().pos()) {
            throw new ConfigException("the application cannot run the view " + view.name() + " yet: it selects "
                    + referenced.row().name() + " before a column of its base table; write it last");
        }
        if (referenced.table().equals(view.base().table())) {
            throw new ConfigException("the application cannot run the view " + view.name() + " yet: it joins "
                    + referenced.table() + " to itself");
        }
        try {
            return new JoinedTables(view, CapturedTable.base(view), CapturedTable.referenced(referenced));
        } catch (IllegalArgumentException e) {
            throw new ConfigException("the application cannot run the view " + view.name() + " yet: " + e.getMessage());
        }
    }

    /** Of the results. */
    Schema contract() {
        return view.schema();
    }

    /** The fields that say which change gave the row of the base table its columns. */
    ViewContract.Origin baseOrigin() {
        return view.base().origin();
    }

    /** The same, of the row that is referred to; null where there is none. */
    ViewContract.Origin referencedOrigin() {
        return view.referenced().getFirst().origin();
    }
}
