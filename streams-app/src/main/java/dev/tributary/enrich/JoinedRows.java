package dev.tributary.enrich;

import dev.tributary.definition.key.Key;
import dev.tributary.topics.ForeignKeys;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The joined rows of one base row: those that it refers to, read from the {@link SharedTables}. Made once for a task and filled again and
 * again. For one thread at a time.
 */
final class JoinedRows {

    private final JoinedTables.Reference[] references;
    private final List<SharedTable> tables;
    private final int[][] foreignKeysTo;
    private final JoinedRow[] rows;

    /** Is told of a foreign key and its value. */
    @FunctionalInterface
    interface ForeignKeyVisitor {
        void visit(int foreignKey, Key value);
    }

    /** @param shared the rows of {@link JoinedTables#referenced}, in this order */
    JoinedRows(JoinedTables tables, List<SharedTable> shared) {
        this.references = tables.references().toArray(new JoinedTables.Reference[0]);
        this.tables = List.copyOf(shared);
        this.foreignKeysTo = new int[shared.size()][];
        Arrays.setAll(foreignKeysTo, tables::foreignKeysTo);
        this.rows = new JoinedRow[references.length];
        Arrays.setAll(
                rows,
                row -> new JoinedRow(tables.referenced()
                        .get(references[row].table())
                        .captured()
                        .encoding()));
    }

    List<SharedTable> tables() {
        return tables;
    }

    /** The foreign keys that refer to a table. */
    int[] foreignKeysTo(int table) {
        return foreignKeysTo[table];
    }

    /**
     * Reads all of them, and notes with the base row that it is written with these versions.
     *
     * @return whether one is another than it was last written with
     */
    boolean read(BaseRowStore baseRows, int baseRow) {
        BaseRowCells cells = baseRows.cells();
        boolean isChanged = false;
        for (int row = 0; row < rows.length; row++) {
            int foreignKey = references[row].foreignKey();
            isChanged |= read(
                    baseRows,
                    baseRow,
                    row,
                    cells.hasForeignKey(baseRow, foreignKey) ? cells.foreignKey(baseRow, foreignKey) : null);
        }
        return isChanged;
    }

    /**
     * The same where the foreign keys of the base row are known.
     *
     * @param keys its foreign keys
     */
    boolean read(BaseRowStore baseRows, int baseRow, ForeignKeys keys) {
        boolean isChanged = false;
        for (int row = 0; row < rows.length; row++) {
            int foreignKey = references[row].foreignKey();
            isChanged |= read(baseRows, baseRow, row, keys.isPresent(foreignKey) ? keys.get(foreignKey) : null);
        }
        return isChanged;
    }

    /** @param key of the joined row; null if the base row refers to none */
    private boolean read(BaseRowStore baseRows, int baseRow, int row, @Nullable Key key) {
        if (key != null) {
            tables.get(references[row].table()).read(key, rows[row]);
        } else {
            rows[row].clear();
        }
        long fingerprint = rows[row].fingerprint();
        if (baseRows.cells().joined(baseRow, row) == fingerprint) {
            return false;
        }
        baseRows.setJoined(baseRow, row, fingerprint);
        return true;
    }

    /** What was read last, in the order of the joins. */
    JoinedRow[] rows() {
        return rows;
    }

    /** Of what was read last; 0 if there was nothing. */
    long newestCommittedAtMicros() {
        long newest = 0;
        for (JoinedRow row : rows) {
            newest = Math.max(newest, row.committedAtMicros());
        }
        return newest;
    }

    /**
     * Visits the foreign keys whose row has another version now than the base row was last written with.
     *
     * @return whether the base row is to be written again although it refers to no row
     */
    boolean forEachStale(BaseRowCells cells, int baseRow, ForeignKeyVisitor visitor) {
        boolean refersToNone = true;
        for (int row = 0; row < references.length; row++) {
            int foreignKey = references[row].foreignKey();
            if (cells.hasForeignKey(baseRow, foreignKey)) {
                refersToNone = false;
                Key value = cells.foreignKey(baseRow, foreignKey);
                if (cells.joined(baseRow, row)
                        != tables.get(references[row].table()).fingerprint(value)) {
                    visitor.visit(foreignKey, value);
                }
            }
        }
        return refersToNone && cells.joined(baseRow, 0) == Version.TO_REWRITE;
    }
}
