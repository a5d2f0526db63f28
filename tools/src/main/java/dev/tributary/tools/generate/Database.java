package dev.tributary.tools.generate;

import java.sql.SQLException;
import java.util.List;
import java.util.random.RandomGenerator;

/** One connection to the database. */
interface Database extends AutoCloseable {

    /** Takes ids from the table's sequence. */
    List<Integer> reserveIds(Table table, int count) throws SQLException;

    /** Up to {@code count} ids of rows, from a random place of the table on. */
    List<Integer> sampleIds(Table table, int count, RandomGenerator random) throws SQLException;

    /**
     * Carries out a transaction, and rolls it back if it fails.
     *
     * @return for each change, the number of rows that it changed: 0 if its row was gone
     */
    int[] apply(Plan plan) throws SQLException;

    @Override
    void close();

    /** Opens further connections to one database. */
    interface Source {
        Database open() throws SQLException;
    }
}
