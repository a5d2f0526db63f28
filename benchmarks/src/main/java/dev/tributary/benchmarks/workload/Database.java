package dev.tributary.benchmarks.workload;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a data set, changed one row at a time. Knows the join of them, computed as SQL would: from the rows as they are
 * now, and not from any event.
 */
public final class Database {

    private final DataSet dataSet;
    private final ChangeListener listener;
    /** The number of the change that wrote an order; 0 where there is none. */
    private int[] changeOfOrder = new int[1 << 10];
    /** By foreign key, then by order. */
    private final int[][] references;
    /** By foreign key, then by what it refers to: how many orders do. */
    private final int[][] referring;
    /** By joined table, then by row; 0 where there is none. */
    private final int[][] versions;

    private final int[][] newestVersions;
    private int changes;
    private long results;

    Database(DataSet dataSet, ChangeListener listener) {
        this.dataSet = dataSet;
        this.listener = listener;
        this.references = new int[dataSet.foreignKeys()][1 << 10];
        this.referring = new int[dataSet.foreignKeys()][1 << 10];
        this.versions = new int[dataSet.joined().size()][1 << 10];
        this.newestVersions = new int[dataSet.joined().size()][1 << 10];
    }

    /**
     * Writes an order anew: inserts it if it is not there, else updates it.
     *
     * @param keys that it refers to, one for each foreign key; 0 for NULL
     */
    public void putOrder(int id, int... keys) {
        if (keys.length != references.length) {
            throw new IllegalArgumentException("an order of " + dataSet.name() + " has " + references.length
                    + " foreign keys, and not " + keys.length);
        }
        @Nullable TableRow before = order(id);
        if (before != null) {
            removeReferences(id);
        }
        changeOfOrder = reaching(changeOfOrder, id);
        changeOfOrder[id] = ++changes;
        for (int i = 0; i < keys.length; i++) {
            references[i] = reaching(references[i], id);
            references[i][id] = keys[i];
            referring[i] = reaching(referring[i], keys[i]);
            referring[i][keys[i]]++;
        }
        results++;
        listener.changed(DataSet.ORDERS, before, order(id));
    }

    public void deleteOrder(int id) {
        @Nullable TableRow before = order(id);
        if (before != null) {
            removeReferences(id);
            changeOfOrder[id] = 0;
            results++;
            listener.changed(DataSet.ORDERS, before, null);
        }
    }

    private void removeReferences(int order) {
        for (int i = 0; i < references.length; i++) {
            referring[i][references[i][order]]--;
            references[i][order] = 0;
        }
    }

    /**
     * Inserts a row of a joined table, or gives it other values.
     *
     * @param table by its place in {@link DataSet#tables}
     */
    public void put(int table, int id) {
        int at = table - 1;
        @Nullable TableRow before = row(table, id);
        versions[at] = reaching(versions[at], id);
        newestVersions[at] = reaching(newestVersions[at], id);
        versions[at][id] = ++newestVersions[at][id];
        results += ordersOf(table, id);
        listener.changed(table, before, row(table, id));
    }

    /**
     * Deletes a row of a joined table, if it is there.
     *
     * @param table by its place in {@link DataSet#tables}
     */
    public void delete(int table, int id) {
        @Nullable TableRow before = row(table, id);
        if (before != null) {
            versions[table - 1][id] = 0;
            results += ordersOf(table, id);
            listener.changed(table, before, null);
        }
    }

    private int ordersOf(int table, int id) {
        int[] orders = referring[dataSet.joined().get(table - 1).foreignKey()];
        return id < orders.length ? orders[id] : 0;
    }

    /** The keys that an order refers to; 0 for NULL, and for an order that is not there. */
    public int[] references(int order) {
        int[] keys = new int[references.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = references[i][order];
        }
        return keys;
    }

    /** The number of the last change of an order. */
    public int lastChange() {
        return changes;
    }

    /** Of a row of a joined table; 0 if it is not there. */
    public int version(int table, int id) {
        int[] ofTable = versions[table - 1];
        return id < ofTable.length ? ofTable[id] : 0;
    }

    /** How many rows of the join all changes so far have written. */
    public long results() {
        return results;
    }

    /** For each order id, the {@link ResultHash} of its row in the join, or 0 where there is none. */
    public long[] join() {
        long[] rows = new long[changeOfOrder.length];
        for (int id = 0; id < rows.length; id++) {
            @Nullable TableRow order = order(id);
            rows[id] = order == null ? 0 : hash(order);
        }
        return rows;
    }

    private long hash(TableRow order) {
        ResultHash hash = new ResultHash();
        for (Column column : dataSet.orders().columns()) {
            hash.add(column.valueIn(order));
        }
        for (int table = 1; table <= versions.length; table++) {
            Joined joined = dataSet.joined().get(table - 1);
            @Nullable TableRow row = row(table, order.references().get(joined.foreignKey()));
            for (Column column : joined.columns()) {
                hash.add(row == null ? null : column.valueIn(row));
            }
        }
        return hash.value();
    }

    private @Nullable TableRow order(int id) {
        return id < changeOfOrder.length && changeOfOrder[id] > 0
                ? TableRow.of(id, changeOfOrder[id], references(id))
                : null;
    }

    private @Nullable TableRow row(int table, int id) {
        int version = version(table, id);
        return version == 0 ? null : TableRow.of(id, version);
    }

    private static int[] reaching(int[] values, int place) {
        return place < values.length ? values : Arrays.copyOf(values, Math.max(place + 1, 2 * values.length));
    }
}
