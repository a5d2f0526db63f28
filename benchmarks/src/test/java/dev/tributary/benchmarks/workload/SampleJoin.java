package dev.tributary.benchmarks.workload;

import java.util.Arrays;

/** What the driver computes of one order, for tests. */
public final class SampleJoin {

    private SampleJoin() {}

    /** Of order 1, which refers to row 7 by each foreign key; each joined table has this row, or none. */
    public static long hash(DataSet dataSet, boolean isJoined) {
        Database database = new Database(dataSet, (table, before, after) -> {});
        int[] keys = new int[dataSet.foreignKeys()];
        Arrays.fill(keys, 7);
        database.putOrder(1, keys);
        for (int table = 1; isJoined && table < dataSet.tables().size(); table++) {
            database.put(table, 7);
        }
        return database.join()[1];
    }
}
