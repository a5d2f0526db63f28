package dev.tributary.enrich;

import dev.tributary.definition.contract.ViewContract;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;

/**
 * What the join knows of its view: the table whose rows it has in partitions, and those whose rows each process has once.
 *
 * @param base the table that the view has a row for each row of
 * @param referenced the tables that are joined to it, each once, in the order of {@link ViewContract#referencedTables}
 * @param references the joins
 */
record JoinedTables(
        ViewContract view, CapturedTable base, List<ReferencedTable> referenced, List<Reference> references) {

    /**
     * A join: for each row of the base table, a row of another one.
     *
     * @param table of {@link #referenced}
     * @param foreignKey of the base table, in the order of {@link ViewContract#foreignKeys}
     * @param selected what results have of the row
     * @param origin the fields that say which change gave the row its columns; null where there is none
     */
    record Reference(int table, int foreignKey, List<SelectedColumns> selected, ViewContract.Origin origin) {
        Reference {
            selected = List.copyOf(selected);
        }
    }

    JoinedTables {
        referenced = List.copyOf(referenced);
        references = List.copyOf(references);
    }

    /**
     * The tables of a view.
     *
     * @throws ConfigException if the application cannot run it; the message says why
     */
    static JoinedTables of(ViewContract view) {
        try {
            List<ReferencedTable> tables = view.referencedTables().stream()
                    .map(table -> ReferencedTable.of(view, table))
                    .toList();
            List<Reference> references = view.referenced().stream()
                    .map(join -> reference(view, tables, join))
                    .toList();
            return new JoinedTables(view, CapturedTable.base(view), tables, references);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("the application cannot run the view " + view.name() + " yet: " + e.getMessage());
        }
    }

    private static Reference reference(ViewContract view, List<ReferencedTable> tables, ViewContract.Referenced join) {
        int table = view.referencedTables().indexOf(join.table());
        return new Reference(
                table,
                view.foreignKeys().indexOf(join.foreignKey()),
                join.selected().stream().map(tables.get(table)::selected).toList(),
                join.origin());
    }

    /** Of the results. */
    Schema contract() {
        return view.schema();
    }

    /** The fields that say which change gave the row of the base table its columns. */
    ViewContract.Origin baseOrigin() {
        return view.base().origin();
    }

    /** The foreign keys that refer to a table, each once. */
    int[] foreignKeysTo(int table) {
        return references.stream()
                .filter(reference -> reference.table() == table)
                .mapToInt(Reference::foreignKey)
                .distinct()
                .toArray();
    }

    /**
     * What a result is made of at most, each part no larger than a row: it may have a column of a joined row several times, and texts as the
     * key of its record and as foreign keys in headers, which all are of one row.
     */
    int partsOfResult() {
        boolean hasTexts = !view.keyType().isSegment()
                || view.foreignKeys().stream().anyMatch(key -> !key.keyType().isSegment());
        return rowsOfResult() + (hasTexts ? 1 : 0);
    }

    /** How many rows a result is as large as at most: it may have a column of a joined row several times. */
    private int rowsOfResult() {
        int rows = 1;
        for (Reference reference : references) {
            int[] times = new int[referenced.get(reference.table()).columns().size()];
            for (SelectedColumns selected : reference.selected()) {
                for (int column = selected.from(); column < selected.to(); column++) {
                    times[column]++;
                }
            }
            rows += Math.max(1, Arrays.stream(times).max().orElse(0));
        }
        return rows;
    }
}
